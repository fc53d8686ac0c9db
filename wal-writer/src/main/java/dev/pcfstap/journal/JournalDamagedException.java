package dev.pcfstap.journal;

import java.io.IOException;

/** A strict reader met damage. */
public final class JournalDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Damage damage;

    JournalDamagedException(Damage damage) {
        super(damage.line());
        this.damage = damage;
    }

    /** What it met. */
    public Damage damage() {
        return damage;
    }
}
