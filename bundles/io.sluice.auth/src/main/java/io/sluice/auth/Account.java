/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.auth.DigestAlgorithm;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Identity.Way;
import io.sluice.api.auth.Role;
import io.sluice.lib.auth.DigestHash;
import io.sluice.lib.auth.PasswordHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One password of a user with the rights it gives. A user may have several.
 *
 * @param streams as in {@link Identity}
 * @param digest null: no digest authentication with this password
 * @param stamp other than that of every account that differs
 */
record Account(
        String name,
        Role role,
        Set<String> streams,
        Secret secret,
        @Nullable DigestHash digest,
        long stamp) {
    Account {
        streams = Set.copyOf(streams);
    }

    /** What a password is compared with. */
    sealed interface Secret {
        boolean matches(String password);
    }

    /** Slow on purpose. */
    record Hashed(PasswordHash hash) implements Secret {
        @Override
        public boolean matches(String password) {
            return hash.matches(password);
        }
    }

    record Plain(String text) implements Secret {
        @Override
        public boolean matches(String password) {
            return MessageDigest.isEqual(
                    text.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "plain";
        }
    }

    @Nullable
    String ha1(DigestAlgorithm algorithm) {
        if (digest == null) {
            return null;
        }
        return algorithm == DigestAlgorithm.MD5 ? digest.md5() : digest.sha256();
    }

    Identity identity() {
        return new Identity(name, role, streams, Way.PASSWORD, stamp);
    }
}
