/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.auth.Identity;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The signed header with which the guard in front of the servlets knows requests of the gateway from those of others on
 * this machine: a number and an HMAC over it, method, path and who asks, under a key of this start. Each is good for
 * one request. Any thread.
 */
final class Passes {
    static final String HEADER = "Sluice-Pass";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int MOST = 4_096;
    private static final long LIFE_NS = TimeUnit.SECONDS.toNanos(60);

    private final SecretKeySpec key;
    private final AtomicLong numbers = new AtomicLong();
    private final Expiring<Pass> issued;

    /**
     * What was checked.
     *
     * @param path decoded, below the base path
     * @param remote of the client
     * @param secure whether the client's connection is encrypted
     */
    record Pass(Identity identity, String method, String path, InetAddress remote, boolean secure) {}

    Passes(LongSupplier nanoTime) {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        key = new SecretKeySpec(bytes, ALGORITHM);
        issued = new Expiring<>(MOST, LIFE_NS, nanoTime);
    }

    /** @return the header's value */
    String issue(Pass pass) {
        String number = Long.toString(numbers.incrementAndGet());
        issued.put(number, pass);
        return number + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(number, pass));
    }

    /** @return what was issued for exactly this request, once; otherwise null */
    @Nullable
    Pass take(@Nullable String header, String method, String path) {
        int dot = header == null ? -1 : header.indexOf('.');
        if (header == null || dot < 0) {
            return null;
        }
        String number = header.substring(0, dot);
        Pass pass = issued.get(number);
        if (pass == null || !pass.method().equals(method) || !pass.path().equals(path)) {
            return null;
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(header.substring(dot + 1));
            // Guessing must not use up the pass of somebody else, so the signature is looked at first.
            return MessageDigest.isEqual(signature, sign(number, pass)) ? issued.remove(number) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private byte[] sign(String number, Pass pass) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String text = String.join(
                    "\n",
                    number,
                    pass.method(),
                    pass.path(),
                    pass.identity().name(),
                    pass.identity().role().name(),
                    Long.toString(pass.identity().stamp()),
                    pass.remote().getHostAddress());
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
