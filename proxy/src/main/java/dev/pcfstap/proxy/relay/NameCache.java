package dev.pcfstap.proxy.relay;

import java.security.Security;

/** The virtual machine's memory of which name is which address. */
public final class NameCache {
    private NameCache() {}

    /**
     * Has each name be asked for anew, so that a changed entry counts for the next connection. Only of use before the first name
     * is looked up; for the whole process.
     */
    public static void disable() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }
}
