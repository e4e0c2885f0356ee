/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a dialled connection is secured with TLS.
 *
 * @param trust what the peer's certificate must be
 * @param sha256 for {@link Trust#PINNED}: SHA-256 of the peer's own certificate (DER), 64 hexadecimal digits in lower
 *     case; otherwise empty
 * @param serverName that the peer is told (RFC 6066, 3) and that its certificate must be for; null: the host that is
 *     dialled
 */
public record DialTls(Trust trust, String sha256, @Nullable String serverName) {
    /** What a certificate must be. */
    public enum Trust {
        /** Of an authority that the JVM or {@code tls.ca} trusts, valid now, and for the name of the host. */
        VERIFIED,
        /** This one, whoever signed it and whatever it is for. */
        PINNED,
        /** Any. */
        ANY
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException when the fingerprint is none, or missing
     */
    public DialTls {
        sha256 = sha256.replace(":", "").toLowerCase(Locale.ROOT);
        if (trust == Trust.PINNED ? !sha256.matches("[0-9a-f]{64}") : !sha256.isEmpty()) {
            throw new IllegalArgumentException("a SHA-256 fingerprint has 64 hexadecimal digits");
        }
    }

    public static DialTls verified() {
        return new DialTls(Trust.VERIFIED, "", null);
    }

    public static DialTls any() {
        return new DialTls(Trust.ANY, "", null);
    }

    /**
     * Only this certificate.
     *
     * @param sha256 in either case, with or without colons
     * @throws IllegalArgumentException when it is no fingerprint
     */
    public static DialTls pinned(String sha256) {
        return new DialTls(Trust.PINNED, sha256, null);
    }

    /** The same for a host that is dialled by another name, or by its address. */
    public DialTls named(String host) {
        return new DialTls(trust, sha256, host);
    }
}
