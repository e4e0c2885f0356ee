/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Remembers passwords that were right, as hashes under a key that only this process has, so that who sends one with
 * every request does not pay for the slow hash each time. Any thread; bounded.
 */
final class KnownPasswords {
    static final int MAX = 1024;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Map<ByteBuffer, Account> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Account> eldest) {
            return size() > MAX;
        }
    };

    KnownPasswords(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    synchronized void remember(String password, Account account) {
        known.put(hash(account.name(), password), account);
    }

    /** The account of the last time, if it still is one. */
    synchronized @Nullable Account find(String name, String password, Accounts accounts) {
        ByteBuffer hash = hash(name, password);
        Account account = known.get(hash);
        if (account == null || accounts.has(account.identity())) {
            return account;
        }
        known.remove(hash);
        return null;
    }

    /** A number that says nothing about the text, and is another one for another text. */
    long stamp(String text) {
        return ByteBuffer.wrap(mac("stamp\0" + text)).getLong();
    }

    synchronized int size() {
        return known.size();
    }

    private ByteBuffer hash(String name, String password) {
        return ByteBuffer.wrap(mac("password\0" + name + '\0' + password));
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
