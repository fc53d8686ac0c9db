package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 192.0.2.1 and 2001:db8::1 belong to nobody. */
class OwnAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "127.0.0.1, 0.0.0.0, true",
        "127.0.0.1, ::, false",
        "127.0.0.1, ::1, false",
        "::1, ::1, true",
        "::1, ::, true",
        "::1, 127.0.0.1, false",
        "0.0.0.0, 127.0.0.1, true",
        "0.0.0.0, 127.9.8.7, true",
        "0.0.0.0, 0.0.0.0, true",
        "0.0.0.0, ::1, true",
        "0.0.0.0, 192.0.2.1, false",
        "::, 127.0.0.1, true",
        "::, ::1, true",
        "::, 2001:db8::1, false",
        "192.0.2.1, 127.0.0.1, false",
        "192.0.2.1, 192.0.2.1, true"
    })
    void whatLeadsBackIsToldByAddressAndPort(String listening, String target, boolean leadsBack) throws Exception {
        OwnAddress own = new OwnAddress(new InetSocketAddress(InetAddress.getByName(listening), 7500));
        assertThat(own.isAt(InetAddress.getByName(target), 7500)).isEqualTo(leadsBack);
        assertThat(own.isAt(InetAddress.getByName(target), 7501)).isFalse();
    }
}
