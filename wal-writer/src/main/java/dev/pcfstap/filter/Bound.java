package dev.pcfstap.filter;

/**
 * What a number is compared with.
 *
 * @param value in the field's unit: bytes, nanoseconds, nanoseconds since 1970
 * @param sinceStart whether it is a time counted from the first event
 */
record Bound(long value, boolean sinceStart) {

    long number(Facts facts) {
        return sinceStart ? saturatedSum(facts.originNanos(), value) : value;
    }

    String shown(NumberField field) {
        return sinceStart ? "+" + NumberText.duration(value) : NumberText.shown(field, value);
    }

    /** Neither is negative. */
    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < a ? Long.MAX_VALUE : sum;
    }
}
