package dev.pcfstap.pcfs;

/**
 * The parts of an 84-byte STAT record that mean something.
 *
 * @param flags bit pattern: 0x80000000 directory, 0x20000000 exists; a file is 0x2C000000, a folder 0xAC000000
 * @param permissions bit pattern: 0x666 or 0x444
 * @param fileLength in bytes as sent, 0 to 0xFFFFFFFF
 * @param createdMillis milliseconds since 1980-01-01, unsigned
 * @param modifiedMillis milliseconds since 1980-01-01, unsigned
 */
public record FileStat(int flags, int permissions, long fileLength, long createdMillis, long modifiedMillis) {

    /** Whether the record describes a folder. */
    public boolean isFolder() {
        return flags < 0;
    }
}
