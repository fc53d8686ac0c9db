package dev.pcfstap.filter;

/** What a condition says of an event: it holds, it does not, or that depends on an answer that has not come yet. */
enum Verdict {
    NO,
    NOT_YET,
    YES;

    static Verdict of(boolean holds) {
        return holds ? YES : NO;
    }

    Verdict negated() {
        return switch (this) {
            case NO -> YES;
            case NOT_YET -> NOT_YET;
            case YES -> NO;
        };
    }
}
