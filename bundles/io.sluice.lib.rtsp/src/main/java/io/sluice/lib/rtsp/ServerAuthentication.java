/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.lib.rtsp.DigestAlgorithm.Parts;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of authentication. Nonces carry their time and are signed, so nothing is kept for clients that
 * never come back; within a nonce's life a request could be replayed, which is why its life is short. Safe on any
 * thread.
 */
public final class ServerAuthentication {
    /** Knows the users. Called on the thread of {@link #verify}. */
    public interface Users {
        /** {@link DigestAlgorithm#userHash} of the user for the realm, or null for an unknown user. */
        @Nullable
        String userHash(String user, String realm, DigestAlgorithm algorithm);

        /** Whether that is the user's password; asked for Basic only. */
        boolean isPassword(String user, String password);
    }

    /** What became of a request's credentials. */
    public sealed interface Verdict {
        /** They are right. */
        record Accepted(String user) implements Verdict {}

        /** None were sent. */
        record Missing() implements Verdict {}

        /** They may be right, but the nonce is too old: answer with {@code stale}. */
        record Stale() implements Verdict {}

        /** They are wrong. */
        record Rejected() implements Verdict {}
    }

    private final String realm;
    private final List<DigestAlgorithm> algorithms;
    private final boolean basic;
    private final long nonceLifeMs;
    private final LongSupplier nowMs;
    private final SecretKeySpec key;

    /**
     * @param realm shown to people; part of the stored hashes
     * @param algorithms offered, in this order; clients that know one only often take the first
     * @param basic also offer Basic: only over TLS
     * @param nonceLifeMs how long a nonce is good
     * @param nowMs a clock in milliseconds that does not jump back
     */
    public ServerAuthentication(
            String realm, List<DigestAlgorithm> algorithms, boolean basic, long nonceLifeMs, LongSupplier nowMs) {
        this.realm = realm;
        this.algorithms = List.copyOf(algorithms);
        this.basic = basic;
        this.nonceLifeMs = nonceLifeMs;
        this.nowMs = nowMs;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** The values of {@code WWW-Authenticate}, one field each. */
    public List<String> challenges(boolean stale) {
        var challenges = new ArrayList<String>();
        for (DigestAlgorithm algorithm : algorithms) {
            String challenge =
                    "Digest realm=" + ClientAuthentication.quote(realm) + ", nonce=\"" + nonce(nowMs.getAsLong())
                            + "\", qop=\"auth\", algorithm=" + algorithm.label() + (stale ? ", stale=true" : "");
            challenges.add(challenge);
        }
        if (basic) {
            challenges.add("Basic realm=" + ClientAuthentication.quote(realm));
        }
        return challenges;
    }

    /** Checks the credentials of a request. */
    public Verdict verify(RtspRequest request, Users users) {
        String field = request.header("Authorization");
        if (field == null) {
            return new Verdict.Missing();
        }
        List<Parameters> all = Parameters.read(field);
        if (all.size() != 1) {
            return new Verdict.Rejected();
        }
        Parameters sent = all.get(0);
        return switch (sent.scheme()) {
            case "basic" -> basic ? verifyBasic(sent.token(), users) : new Verdict.Rejected();
            case "digest" -> verifyDigest(request, sent, users);
            default -> new Verdict.Rejected();
        };
    }

    private static Verdict verifyBasic(String token, Users users) {
        try {
            String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            boolean right = colon > 0 && users.isPassword(pair.substring(0, colon), pair.substring(colon + 1));
            return right ? new Verdict.Accepted(pair.substring(0, colon)) : new Verdict.Rejected();
        } catch (IllegalArgumentException e) {
            return new Verdict.Rejected();
        }
    }

    private Verdict verifyDigest(RtspRequest request, Parameters sent, Users users) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(sent.get("algorithm"));
        String qop = sent.get("qop");
        boolean complete = qop.isEmpty()
                || qop.equals("auth")
                        && !sent.get("nc").isEmpty()
                        && !sent.get("cnonce").isEmpty();
        if (algorithm == null
                || !algorithms.contains(algorithm)
                || !complete
                || !sent.get("realm").equals(realm)
                || !meansTheSame(sent.get("uri"), request.url())) {
            return new Verdict.Rejected();
        }
        String user = sent.get("username");
        String nonce = sent.get("nonce");
        String userHash = users.userHash(user, realm, algorithm);
        var parts = new Parts(request.method(), sent.get("uri"), nonce, sent.get("nc"), sent.get("cnonce"), qop);
        // For an unknown user the same work is done, so that the time does not tell.
        String right = algorithm.response(userHash == null ? algorithm.userHash(user, realm, nonce) : userHash, parts);
        boolean equal = isEqual(right, sent.get("response")) && userHash != null;
        if (!equal || !isOurs(nonce)) {
            return new Verdict.Rejected();
        }
        return isFresh(nonce) ? new Verdict.Accepted(user) : new Verdict.Stale();
    }

    /** FFmpeg and GStreamer sign the request's URL, VLC always that of the whole presentation, others only its path. */
    private static boolean meansTheSame(String signed, String requested) {
        String one = pathOf(signed);
        String other = pathOf(requested);
        return one.startsWith(other) || other.startsWith(one);
    }

    private static String pathOf(String url) {
        int scheme = url.indexOf("://");
        int slash = scheme < 0 ? 0 : url.indexOf('/', scheme + 3);
        String path = slash < 0 ? "" : url.substring(slash);
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private String nonce(long timeMs) {
        String time = HexFormat.of().toHexDigits(timeMs);
        return time + sign(time);
    }

    private boolean isOurs(String nonce) {
        return nonce.length() == 48 && isEqual(sign(nonce.substring(0, 16)), nonce.substring(16));
    }

    private boolean isFresh(String nonce) {
        long ageMs = nowMs.getAsLong() - HexFormat.fromHexDigitsToLong(nonce, 0, 16);
        return ageMs >= 0 && ageMs <= nonceLifeMs;
    }

    private String sign(String time) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(time.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
