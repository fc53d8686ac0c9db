package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever the first sink throws, the second is called, once. */
class TeeSinkTest {
    private final List<String> reached = new ArrayList<>();

    private static TapSink sink(Consumer<String> called) {
        return (TapSink) Proxy.newProxyInstance(
                TapSink.class.getClassLoader(), new Class<?>[] {TapSink.class}, (self, method, arguments) -> {
                    called.accept(method.getName());
                    return method.getReturnType() == boolean.class ? (Object) true : null;
                });
    }

    @Test
    void anErrorOfTheFirstKeepsNoCallFromTheSecond() throws Exception {
        TapSink first = sink(call -> {
            throw new OutOfMemoryError("injected");
        });
        TeeSink tee = new TeeSink(first, sink(reached::add));
        List<String> calls = new ArrayList<>();
        for (Method method : TapSink.class.getMethods()) {
            calls.add(method.getName());
            assertThatThrownBy(() -> method.invoke(tee, arguments(method))).hasRootCauseMessage("injected");
        }

        assertThat(calls).hasSizeGreaterThan(10);
        assertThat(reached).isEqualTo(calls);
    }

    private static Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            if (types[i] == long.class) {
                arguments[i] = 1L;
            } else if (types[i] == int.class) {
                arguments[i] = 0;
            }
        }
        return arguments;
    }
}
