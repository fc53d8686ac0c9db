package dev.pcfstap.journal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How both ends of a mirror show each other that they know the token, without sending it: HMAC-SHA-256, keyed with the token, over
 * who shows it and what both have drawn for this connection alone. Whoever listens, or answers in the source's place, gets
 * nothing that works a second time. A token that can be guessed can be guessed from it, so it should be long and random.
 */
final class MirrorLogin {
    static final int NONCE_LENGTH = 32;
    static final int PROOF_LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    MirrorLogin(String token) {
        // The words before it make a key of an empty token, too.
        this.key = new SecretKeySpec(("pcfs-tap mirror 2 " + token).getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** What is drawn for one connection. */
    static byte[] nonce() {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    byte[] proofOfMirror(byte[] mirrorNonce, byte[] sourceNonce) {
        return proof("mirror", mirrorNonce, sourceNonce);
    }

    byte[] proofOfSource(byte[] mirrorNonce, byte[] sourceNonce) {
        return proof("source", mirrorNonce, sourceNonce);
    }

    /** Whether both are the same, in a time that does not tell where they differ. */
    static boolean equal(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    private byte[] proof(String who, byte[] mirrorNonce, byte[] sourceNonce) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(who.getBytes(StandardCharsets.US_ASCII));
            mac.update(mirrorNonce);
            mac.update(sourceNonce);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
