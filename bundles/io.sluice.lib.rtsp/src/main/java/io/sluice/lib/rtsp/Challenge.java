/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way to authenticate that a server offers in {@code WWW-Authenticate} (RFC 7616, 3.3; RFC 7617, 2).
 *
 * @param algorithm null for Basic
 * @param realm what to show people
 * @param nonce empty for Basic
 * @param opaque to be sent back, empty when there is none
 * @param qop what the answer must say: {@code auth}; {@code auth-int} when the server knows nothing else; empty for
 *     servers of RFC 2069
 * @param stale the last nonce was too old, the password may be right
 */
public record Challenge(
        @Nullable DigestAlgorithm algorithm, String realm, String nonce, String opaque, String qop, boolean stale) {
    private static final int MAX = 16;

    /** Reads the challenges of all fields; those that nobody here knows are left out. */
    public static List<Challenge> readAll(List<String> fields) {
        var challenges = new ArrayList<Challenge>();
        for (String field : fields) {
            for (Parameters parameters : Parameters.read(field)) {
                Challenge challenge = read(parameters);
                if (challenge != null && challenges.size() < MAX) {
                    challenges.add(challenge);
                }
            }
        }
        return challenges;
    }

    private static @Nullable Challenge read(Parameters in) {
        if (in.scheme().equals("basic")) {
            return new Challenge(null, in.get("realm"), "", "", "", false);
        }
        DigestAlgorithm algorithm = in.scheme().equals("digest") ? DigestAlgorithm.of(in.get("algorithm")) : null;
        if (algorithm == null || in.get("nonce").isEmpty()) {
            return null;
        }
        List<String> known =
                List.of(in.get("qop").toLowerCase(Locale.ROOT).strip().split("[, ]+"));
        String qop = known.contains("auth") ? "auth" : known.contains("auth-int") ? "auth-int" : "";
        if (qop.isEmpty() && (!in.get("qop").isBlank() || algorithm.isSession())) {
            return null;
        }
        boolean stale = in.get("stale").equalsIgnoreCase("true");
        return new Challenge(algorithm, in.get("realm"), in.get("nonce"), in.get("opaque"), qop, stale);
    }

    public boolean isBasic() {
        return algorithm == null;
    }
}
