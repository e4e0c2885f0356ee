/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The algorithms of digest authentication (RFC 7616, 3.3), weakest first. */
public enum DigestAlgorithm {
    MD5("MD5", "MD5", false),
    MD5_SESS("MD5-sess", "MD5", true),
    SHA_256("SHA-256", "SHA-256", false),
    SHA_256_SESS("SHA-256-sess", "SHA-256", true),
    SHA_512_256("SHA-512-256", "SHA-512/256", false),
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", true);

    private final String label;
    private final String hash;
    private final boolean session;

    DigestAlgorithm(String label, String hash, boolean session) {
        this.label = label;
        this.hash = hash;
        this.session = session;
    }

    /** The name in headers. */
    public String label() {
        return label;
    }

    /** Whether the user's hash is hashed again with both nonces. */
    public boolean isSession() {
        return session;
    }

    /** The algorithm of that name in any case; MD5 for an empty name (RFC 7616, 3.3); null for others. */
    static @Nullable DigestAlgorithm of(String name) {
        if (name.isEmpty()) {
            return MD5;
        }
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.label.toUpperCase(Locale.ROOT).equals(name.toUpperCase(Locale.ROOT))) {
                return algorithm;
            }
        }
        return null;
    }

    /** The hash of a text in UTF-8 as lower-case hexadecimal. */
    String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance(hash).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + hash, e);
        }
    }

    /**
     * The hash of user, realm and password that a server may store instead of the password (RFC 7616, 3.4.2); the same
     * for an algorithm and its session variant.
     */
    public String userHash(String user, String realm, String password) {
        return hash(user + ":" + realm + ":" + password);
    }

    /** The response (RFC 7616, 3.4.1); without qop that of RFC 2069. */
    String response(String userHash, Parts parts) {
        String a1 = session ? hash(userHash + ":" + parts.nonce() + ":" + parts.cnonce()) : userHash;
        // 3.4.3: with auth-int the body is signed, too; requests of a client of cameras have none.
        String body = parts.qop().equals("auth-int") ? ":" + hash("") : "";
        String a2 = hash(parts.method() + ":" + parts.uri() + body);
        return parts.qop().isEmpty()
                ? hash(a1 + ":" + parts.nonce() + ":" + a2)
                : hash(a1 + ":" + parts.nonce() + ":" + parts.nc() + ":" + parts.cnonce() + ":" + parts.qop() + ":"
                        + a2);
    }

    /** What goes into a response; qop, nc and cnonce are empty for RFC 2069. */
    record Parts(String method, String uri, String nonce, String nc, String cnonce, String qop) {}
}
