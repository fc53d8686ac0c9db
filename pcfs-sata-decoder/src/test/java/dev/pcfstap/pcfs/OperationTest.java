package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OperationTest {
    @Test
    void everyOperationIsNamedAsItsCommand() {
        assertThat(Operation.NAMES)
                .hasSize(18)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Operation.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
        assertThat(Operation.NAMES.get(0)).isEqualTo("CreateFolder");
        assertThat(Operation.NAMES.get(17)).isEqualTo("Unknown");
        assertThat(new Operation.Remove(WireText.of("/a")).name()).isEqualTo("Remove");
    }
}
