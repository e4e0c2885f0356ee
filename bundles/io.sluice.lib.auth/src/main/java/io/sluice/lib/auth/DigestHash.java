/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What digest authentication needs instead of the password: H(name:realm:password) of RFC 7616 §3.4.2, written
 * {@code SHA256HEX:MD5HEX}. Whoever has it can log in with it, so it is kept like a password.
 *
 * @param sha256 in lower-case hexadecimal digits
 * @param md5 in lower-case hexadecimal digits
 */
public record DigestHash(String sha256, String md5) {
    /** Part of the hash: the same for ever. */
    public static final String REALM = "Sluice";

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{64}):([0-9a-f]{32})");

    public static DigestHash of(String name, String password) {
        byte[] text = (name + ":" + REALM + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new DigestHash(hash("SHA-256", text), hash("MD5", text));
    }

    /** Empty: the text is none. */
    public static Optional<DigestHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new DigestHash(form.group(1), form.group(2))) : Optional.empty();
    }

    /** As it is stored. */
    public String text() {
        return sha256 + ":" + md5;
    }

    private static String hash(String algorithm, byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has both
        }
    }

    @Override
    public String toString() {
        return "digest";
    }
}
