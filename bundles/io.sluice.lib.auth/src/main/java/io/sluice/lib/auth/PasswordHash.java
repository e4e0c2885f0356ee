/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as PBKDF2-HMAC-SHA256 (RFC 8018 §5.2), written {@code {pbkdf2}ITERATIONS$SALT$HASH} with salt and hash in
 * Base64. Making and checking one takes about a tenth of a second of one core, on purpose.
 */
public final class PasswordHash {
    /** What the text begins with. */
    public static final String PREFIX = "{pbkdf2}";

    /** For new ones. */
    public static final int ITERATIONS = 210_000;

    /** Longest password, in characters: hashing starts with reading all of it. */
    public static final int MAX_PASSWORD = 1024;

    /** Shortest password that is set, in characters; a shorter one in the configuration counts all the same. */
    public static final int MIN_PASSWORD = 8;

    private static final int MIN_ITERATIONS = 1000;
    private static final int MAX_ITERATIONS = 2_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MIN_BYTES = 8;
    private static final int MAX_BYTES = 64;
    private static final Pattern FORM =
            Pattern.compile("\\{pbkdf2}(\\d{1,7})\\$([A-Za-z0-9+/]{1,88}={0,2})\\$([A-Za-z0-9+/]{1,88}={0,2})");

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** A new one with a salt of its own. */
    public static PasswordHash of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS, HASH_BYTES));
    }

    /** One that no password has, and that is as slow as the others: for names that nobody has. */
    public static PasswordHash ofNobody(SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        random.nextBytes(salt);
        random.nextBytes(hash);
        return new PasswordHash(ITERATIONS, salt, hash);
    }

    /** Empty: the text is none, or its numbers are out of range. */
    public static Optional<PasswordHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int iterations = Integer.parseInt(form.group(1));
        try {
            byte[] salt = Base64.getDecoder().decode(form.group(2));
            byte[] hash = Base64.getDecoder().decode(form.group(3));
            boolean allowed =
                    iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS && isAllowed(salt) && isAllowed(hash);
            return allowed ? Optional.of(new PasswordHash(iterations, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(byte[] bytes) {
        return bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES;
    }

    /** Whether it is the hash of this password; takes the same time for every wrong one. */
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations, hash.length));
    }

    /** As it is stored. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    static byte[] derive(String password, byte[] salt, int iterations, int bytes) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, bytes * Byte.SIZE);
        try {
            // The JDK encodes the characters as UTF-8.
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        } finally {
            key.clearPassword();
        }
    }

    @Override
    public String toString() {
        return PREFIX + iterations;
    }
}
