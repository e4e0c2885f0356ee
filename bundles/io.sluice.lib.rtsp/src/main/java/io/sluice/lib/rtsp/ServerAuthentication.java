/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.lib.rtsp.DigestAlgorithm.Parts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The server's side of authentication: challenges, and what comes back. Who the users are is for others to say. Safe on
 * any thread.
 */
public final class ServerAuthentication {
    private final String realm;
    private final List<DigestAlgorithm> algorithms;
    private final Nonces nonces;

    /**
     * @param realm shown to people; part of the stored hashes
     * @param algorithms offered, in this order
     * @param nonceLifeMs how long a nonce is good
     * @param nowMs a clock in milliseconds that does not jump back
     */
    public ServerAuthentication(String realm, List<DigestAlgorithm> algorithms, long nonceLifeMs, LongSupplier nowMs) {
        this.realm = realm;
        this.algorithms = List.copyOf(algorithms);
        nonces = new Nonces(nonceLifeMs, nowMs);
    }

    /**
     * The values of {@code WWW-Authenticate}, one field each: clients that know one scheme only often look at the last.
     *
     * @param stale the credentials were right, but too old
     * @param basic also offer Basic: only over TLS
     */
    public List<String> challenges(boolean stale, boolean basic) {
        var challenges = new ArrayList<String>();
        for (DigestAlgorithm algorithm : algorithms) {
            challenges.add("Digest realm=" + ClientAuthentication.quote(realm) + ", nonce=\"" + nonces.fresh()
                    + "\", qop=\"auth\", algorithm=" + algorithm.label() + (stale ? ", stale=true" : ""));
        }
        if (basic) {
            challenges.add("Basic realm=" + ClientAuthentication.quote(realm));
        }
        return challenges;
    }

    /**
     * What a request says.
     *
     * @param basic whether Basic is taken
     */
    public Claim read(RtspRequest request, boolean basic) {
        String field = request.header("Authorization");
        if (field == null) {
            return new Claim.None();
        }
        List<Parameters> all = Parameters.read(field);
        if (all.size() != 1) {
            return new Claim.Unusable();
        }
        Parameters sent = all.get(0);
        return switch (sent.scheme()) {
            case "basic" -> basic ? basic(sent.token()) : new Claim.Unusable();
            case "digest" -> digest(request, sent);
            default -> new Claim.Unusable();
        };
    }

    private static Claim basic(String token) {
        try {
            String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon > 0
                    ? new Claim.Basic(pair.substring(0, colon), pair.substring(colon + 1))
                    : new Claim.Unusable();
        } catch (IllegalArgumentException e) {
            return new Claim.Unusable();
        }
    }

    private Claim digest(RtspRequest request, Parameters sent) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(sent.get("algorithm"));
        String qop = sent.get("qop");
        String nc = sent.get("nc");
        boolean complete = qop.isEmpty()
                || qop.equals("auth")
                        && nc.matches("[0-9a-fA-F]{8}")
                        && !nc.equals("00000000")
                        && !sent.get("cnonce").isEmpty();
        if (algorithm == null
                || !algorithms.contains(algorithm)
                || !complete
                || sent.get("username").isEmpty()
                || !sent.get("realm").equals(realm)
                || !meansTheSame(sent.get("uri"), request.url())
                || !nonces.isOurs(sent.get("nonce"))) {
            return new Claim.Unusable();
        }
        var parts = new Parts(request.method(), sent.get("uri"), sent.get("nonce"), nc, sent.get("cnonce"), qop);
        long count = qop.isEmpty() ? 0 : HexFormat.fromHexDigitsToLong(nc);
        return new Claim.Digest(sent.get("username"), algorithm, parts, sent.get("response"), count);
    }

    /**
     * Uses the nonce of an answer that is right.
     *
     * @param holder the connection it came over: nobody can use it on another one
     * @return false when it is too old or was used for the same before: answer with {@code stale}
     */
    public boolean use(Claim.Digest right, long holder) {
        return nonces.use(right.nonce(), holder, right.count());
    }

    /** What signs the nonces: for {@link #formerly} of whoever comes after this one in the same process. */
    public Bytes secret() {
        return nonces.secret();
    }

    /**
     * Another one was here before, with this secret: answers to its challenges are taken for too old ones, so that the
     * client tries again and nobody has to be asked.
     */
    public void formerly(Bytes secret) {
        nonces.formerly(secret);
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
}
