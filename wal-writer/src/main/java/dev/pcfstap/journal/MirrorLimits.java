package dev.pcfstap.journal;

import java.time.Duration;

/**
 * What the source of a mirror lets others take.
 *
 * @param mirrors so many may be served at once
 * @param mirrorsOfAddress so many of them from one address
 * @param logins so many may be about to log in; one more ends the oldest
 * @param login how long a login may take
 * @param silence how long a mirror may leave what it is sent unread
 */
record MirrorLimits(int mirrors, int mirrorsOfAddress, int logins, Duration login, Duration silence) {
    static final MirrorLimits DEFAULT = new MirrorLimits(16, 8, 16, Duration.ofSeconds(10), Duration.ofSeconds(30));
}
