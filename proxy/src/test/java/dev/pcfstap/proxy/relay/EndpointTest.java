package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @Test
    void namesAddressesAndBracketedAddressesAreUnderstood() {
        assertThat(Endpoint.parse("host.example:7500")).isEqualTo(new Endpoint("host.example", 7500));
        assertThat(Endpoint.parse("[::1]:7500"))
                .isEqualTo(new Endpoint("::1", 7500))
                .hasToString("[::1]:7500");
        assertThat(Endpoint.parse("0", "127.0.0.1")).hasToString("127.0.0.1:0");
        assertThat(Endpoint.parse("0.0.0.0:1", "127.0.0.1")).hasToString("0.0.0.0:1");
    }

    @ParameterizedTest
    @CsvSource({
        "[0:0:0:0:0:0:0:1]:7500, [::1]:7500",
        "[2001:DB8:0:0:1:0:0:1]:7500, [2001:db8::1:0:0:1]:7500",
        "[2001:db8:0:1:1:1:1:1]:7500, [2001:db8:0:1:1:1:1:1]:7500",
        "[FE80:0::0:1%eth0]:7500, [fe80::1%eth0]:7500",
        "[::ffff:192.0.2.1]:7500, 192.0.2.1:7500",
        "[::]:0, [::]:0"
    })
    void ipv6IsWrittenAsRfc5952Says(String given, String text) {
        assertThat(Endpoint.parse(given)).hasToString(text).isEqualTo(Endpoint.parse(text));
    }

    @Test
    void theAddressOfASocketIsWrittenAsRfc5952Says() throws Exception {
        InetAddress address = InetAddress.getByName("2001:db8:0:0:0:0:0:1");
        assertThat(Endpoint.textOf(new InetSocketAddress(address, 7500))).isEqualTo("[2001:db8::1]:7500");
        assertThat(Endpoint.textOf(InetAddress.getByName("0:0:0:0:0:0:0:1"))).isEqualTo("::1");
        assertThat(Endpoint.textOf((SocketAddress) null)).isEqualTo("?");
    }

    @ParameterizedTest
    @CsvSource({
        "host, has no port",
        "[::1], has no port",
        "[1.2.3.4]:80, needs no brackets",
        "[host]:80, needs no brackets",
        "[::g]:80, is not an IPv6 address",
        "host:, is not a number",
        "host:x, is not a number",
        "host:65536, must be 0 to 65535",
        "host:-1, must be 0 to 65535",
        "::1:7500, needs brackets",
        ":7500, the host is missing"
    })
    void whatIsWrongIsSaid(String text, String message) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
