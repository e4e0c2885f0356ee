/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a camera lets in.
 *
 * @param scheme {@code none}, {@code basic}, {@code md5} or {@code sha256}
 */
record CameraLogin(String scheme, String user, String password) {
    private static final String REALM = "fakecam";

    CameraLogin withScheme(String changed) {
        return new CameraLogin(changed, user, password);
    }

    CameraLogin withPassword(String changed) {
        return new CameraLogin(scheme, user, changed);
    }

    static String nonce() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    String challenge(String nonce) {
        return switch (scheme) {
            case "basic" -> "Basic realm=\"" + REALM + "\"";
            case "sha256" -> "Digest realm=\"" + REALM + "\", nonce=\"" + nonce + "\", algorithm=SHA-256";
            default -> "Digest realm=\"" + REALM + "\", nonce=\"" + nonce + "\"";
        };
    }

    boolean accepts(String method, @Nullable String authorization, String nonce) {
        if (scheme.equals("none")) {
            return true;
        }
        if (authorization == null) {
            return false;
        }
        if (scheme.equals("basic")) {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return authorization.equals("Basic " + Base64.getEncoder().encodeToString(pair));
        }
        String a1 = hash(user + ":" + REALM + ":" + password);
        String a2 = hash(method + ":" + field(authorization, "uri"));
        return nonce.equals(field(authorization, "nonce"))
                && hash(a1 + ":" + nonce + ":" + a2).equals(field(authorization, "response"));
    }

    private static @Nullable String field(String authorization, String name) {
        Matcher found = Pattern.compile("\\b" + name + "=\"?([^\",]*)").matcher(authorization);
        return found.find() ? found.group(1) : null;
    }

    /** RFC 2617, 3.2.2.1 without qop; RFC 7616 for SHA-256. */
    private String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(scheme.equals("md5") ? "MD5" : "SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
