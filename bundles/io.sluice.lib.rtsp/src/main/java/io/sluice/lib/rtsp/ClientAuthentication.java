/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.lib.rtsp.DigestAlgorithm.Parts;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of authentication: answers the strongest challenge that was heard last. Not safe on several
 * threads.
 */
public final class ClientAuthentication {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credentials credentials;
    private final boolean allowBasic;
    private @Nullable Challenge challenge;
    /** One for all answers to a challenge: the session variants hash the first one (RFC 7616, 3.4.2). */
    private String cnonce = "";

    private int uses;

    /** @param allowBasic whether the password may be sent readable for everybody on the way */
    public ClientAuthentication(Credentials credentials, boolean allowBasic) {
        this.credentials = credentials;
        this.allowBasic = allowBasic;
    }

    /**
     * Hears a 401.
     *
     * @return true when it makes sense to send the request again: the first challenge, or a stale nonce; false when the
     *     password is wrong or nothing is offered that is known and allowed
     */
    public boolean challenged(RtspResponse unauthorized) {
        List<Challenge> offered = Challenge.readAll(unauthorized.headers().all("WWW-Authenticate"));
        Challenge strongest = offered.stream()
                .filter(offer -> allowBasic || !offer.isBasic())
                .max(Comparator.comparingInt(ClientAuthentication::strength))
                .orElse(null);
        Challenge before = challenge;
        // Some cameras never say stale: a new nonce, or realm, after one that was used with success
        // gets one more try.
        boolean newNonce = before != null
                && strongest != null
                && uses > 1
                && (!before.nonce().equals(strongest.nonce()) || !before.realm().equals(strongest.realm()));
        challenge = strongest;
        cnonce = strongest == null || strongest.qop().isEmpty() ? "" : cnonce();
        uses = 0;
        return strongest != null && (before == null || strongest.stale() || newNonce);
    }

    private static int strength(Challenge challenge) {
        DigestAlgorithm algorithm = challenge.algorithm();
        if (algorithm == null) {
            return 0;
        }
        return switch (algorithm) {
                            case MD5 -> 1;
                            case MD5_SESS -> 2;
                            case SHA_256 -> 3;
                            case SHA_256_SESS -> 4;
                            case SHA_512_256 -> 5;
                            case SHA_512_256_SESS -> 6;
                        }
                        * 2
                + (challenge.qop().isEmpty() ? 0 : 1);
    }

    /** The value of {@code Authorization} for a request, or null as long as nobody asked for it. */
    public @Nullable String authorization(String method, String url) {
        Challenge asked = challenge;
        if (asked == null) {
            return null;
        }
        uses++;
        DigestAlgorithm algorithm = asked.algorithm();
        if (algorithm == null) {
            byte[] pair = (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        boolean qop = !asked.qop().isEmpty();
        String nc = qop ? HexFormat.of().toHexDigits(uses) : "";
        var parts = new Parts(method, url, asked.nonce(), nc, cnonce, asked.qop());
        String userHash = algorithm.userHash(credentials.user(), asked.realm(), credentials.password());
        var value = new StringBuilder("Digest username=").append(quote(credentials.user()));
        value.append(", realm=").append(quote(asked.realm()));
        value.append(", nonce=").append(quote(asked.nonce()));
        value.append(", uri=").append(quote(url));
        value.append(", response=\"")
                .append(algorithm.response(userHash, parts))
                .append('"');
        if (algorithm != DigestAlgorithm.MD5) {
            value.append(", algorithm=").append(algorithm.label());
        }
        if (!asked.opaque().isEmpty()) {
            value.append(", opaque=").append(quote(asked.opaque()));
        }
        if (qop) {
            value.append(", qop=")
                    .append(asked.qop())
                    .append(", nc=")
                    .append(nc)
                    .append(", cnonce=\"")
                    .append(cnonce)
                    .append('"');
        }
        return value.toString();
    }

    private static String cnonce() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
