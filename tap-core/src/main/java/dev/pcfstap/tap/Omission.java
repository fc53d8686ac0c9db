package dev.pcfstap.tap;

/**
 * What a person had taken out of a capture, at one place of one stream: whole requests and answers. Nothing of it is lost
 * but by that decision, and what is left decodes with the numbers that it had.
 *
 * @param requests how many requests were left out
 * @param responses how many answers were left out
 * @param toHostBytes their bytes from console to host
 * @param toConsoleBytes their bytes from host to console
 */
public record Omission(long requests, long responses, long toHostBytes, long toConsoleBytes) {

    /** A count and what comes on top of it, both at least 0; a damaged count does not make it go backwards. */
    public static long sum(long count, long more) {
        long sum = count + Math.max(0, more);
        return sum < 0 || sum > Long.MAX_VALUE / 2 ? Long.MAX_VALUE / 2 : sum;
    }
}
