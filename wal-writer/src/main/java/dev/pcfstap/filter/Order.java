package dev.pcfstap.filter;

/** How a number stands to a bound. */
enum Order {
    BELOW("<"),
    AT_MOST("<="),
    ABOVE(">"),
    AT_LEAST(">=");

    private final String symbol;

    Order(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    boolean holds(long number, long bound) {
        return switch (this) {
            case BELOW -> number < bound;
            case AT_MOST -> number <= bound;
            case ABOVE -> number > bound;
            case AT_LEAST -> number >= bound;
        };
    }
}
