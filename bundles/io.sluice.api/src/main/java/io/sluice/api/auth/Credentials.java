/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.auth;

/** What somebody says to prove who they are. Never printed: {@code toString} holds no secret. */
public sealed interface Credentials {
    /** Name and password, as in RFC 7617 (Basic) or a login form. */
    record Password(String name, String password) implements Credentials {
        @Override
        public String toString() {
            return "password of " + name;
        }
    }

    /** A token, as in RFC 6750 (Bearer). */
    record Token(String value) implements Credentials {
        @Override
        public String toString() {
            return "token";
        }
    }

    /**
     * An answer to a digest challenge (RFC 7616) with the realm {@link Users#REALM}. Nonce, counter and URI are the
     * protocol's business.
     *
     * @param proof whether the answer belongs to a password hash
     */
    record Digest(String name, DigestAlgorithm algorithm, Proof proof) implements Credentials {
        @Override
        public String toString() {
            return algorithm + " digest of " + name;
        }
    }

    /** Compares an answer with the one that the right password leads to. */
    @FunctionalInterface
    interface Proof {
        /** @param ha1 H(name:realm:password) in lower-case hexadecimal digits; compare in constant time, do not keep */
        boolean matches(String ha1);
    }
}
