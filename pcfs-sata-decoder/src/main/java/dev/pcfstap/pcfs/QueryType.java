package dev.pcfstap.pcfs;

/** What a QueryPath asks for. */
public enum QueryType {
    FREE_DISK_SPACE(0),
    FOLDER_SIZE(1),
    FILE_COUNT(2),
    PATH_DETAILS(5);

    private final int wireValue;

    QueryType(int wireValue) {
        this.wireValue = wireValue;
    }

    /** The number in the request. */
    public int wireValue() {
        return wireValue;
    }
}
