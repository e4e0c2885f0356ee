/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.lib.rtsp.DigestAlgorithm.Parts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Who a request says that it comes from, and what it says to prove that. Never printed: no text holds a secret. */
public sealed interface Claim {
    /** The name that is claimed; empty when there is none. */
    String user();

    /** No credentials were sent. */
    record None() implements Claim {
        @Override
        public String user() {
            return "";
        }
    }

    /** Incomplete ones, of another scheme, for another URL, or for a challenge that is not ours. */
    record Unusable() implements Claim {
        @Override
        public String user() {
            return "";
        }
    }

    /** RFC 7617. */
    record Basic(String user, String password) implements Claim {
        @Override
        public String toString() {
            return "password of " + user;
        }
    }

    /** An answer to one of our challenges, of whatever age (RFC 7616; without a count, RFC 2069). */
    final class Digest implements Claim {
        private final String user;
        private final DigestAlgorithm algorithm;
        private final Parts parts;
        private final String response;
        private final long count;

        Digest(String user, DigestAlgorithm algorithm, Parts parts, String response, long count) {
            this.user = user;
            this.algorithm = algorithm;
            this.parts = parts;
            this.response = response;
            this.count = count;
        }

        @Override
        public String user() {
            return user;
        }

        public DigestAlgorithm algorithm() {
            return algorithm;
        }

        String nonce() {
            return parts.nonce();
        }

        /** The request's nc; 0 when there is none. */
        long count() {
            return count;
        }

        /** Whether the response belongs to this {@link DigestAlgorithm#userHash}; takes the same time for each. */
        public boolean matches(String userHash) {
            return MessageDigest.isEqual(
                    algorithm.response(userHash, parts).getBytes(StandardCharsets.UTF_8),
                    response.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return algorithm.label() + " digest of " + user;
        }
    }
}
