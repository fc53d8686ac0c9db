package dev.pcfstap.proxy.relay;

import java.util.function.Predicate;

/** True when a number is positive and the same as the last time somebody looked. */
final class Unchanging implements Predicate<Long> {
    private long last = -1;

    @Override
    public boolean test(Long now) {
        boolean same = now > 0 && now == last;
        last = now;
        return same;
    }
}
