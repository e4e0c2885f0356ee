/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.api.media.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that carry their time and are signed: nothing is kept for clients that never come back. Of those that were
 * used with success, at most {@link #MOST_USED}, it is kept by whom and how often, so that nobody can replay a request
 * (RFC 7616, 5.12). Safe on any thread.
 */
final class Nonces {
    static final int MOST_USED = 4_096;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MOST_FORMER = 4;
    private static final int NUMBER_DIGITS = 16;
    private static final int SIGNED_DIGITS = 2 * NUMBER_DIGITS;
    private static final int SIGNATURE_BYTES = 16;

    private final long lifeMs;
    private final LongSupplier nowMs;
    private final byte[] secret = new byte[32];
    private final SecretKeySpec key;
    /** The newest first. */
    private volatile List<SecretKeySpec> former = List.of();

    private final AtomicLong count = new AtomicLong();
    /** In the order of the first use. */
    private final Map<String, Use> used = new LinkedHashMap<>();

    /** What is this old and not known may have been used and forgotten. */
    private long forgottenMs = Long.MIN_VALUE;

    private record Use(long holder, long count) {}

    Nonces(long lifeMs, LongSupplier nowMs) {
        this.lifeMs = lifeMs;
        this.nowMs = nowMs;
        new SecureRandom().nextBytes(secret);
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** Signs all of them: for whoever comes after us. */
    Bytes secret() {
        return Bytes.of(secret);
    }

    /** Nonces signed with this are ours too, but too old. */
    synchronized void formerly(Bytes secretBefore) {
        var before = new SecretKeySpec(secretBefore.toByteArray(), ALGORITHM);
        if (!former.contains(before) && !key.equals(before)) {
            var all = new ArrayList<SecretKeySpec>(former);
            all.add(0, before);
            former = List.copyOf(all.subList(0, Math.min(all.size(), MOST_FORMER)));
        }
    }

    String fresh() {
        HexFormat hex = HexFormat.of();
        String content = hex.toHexDigits(nowMs.getAsLong()) + hex.toHexDigits(count.incrementAndGet());
        return content + sign(content, key);
    }

    boolean isOurs(String nonce) {
        return isSigned(nonce, key) || former.stream().anyMatch(each -> isSigned(nonce, each));
    }

    private static boolean isSigned(String nonce, SecretKeySpec with) {
        return nonce.length() == SIGNED_DIGITS + 2 * SIGNATURE_BYTES
                && MessageDigest.isEqual(
                        sign(nonce.substring(0, SIGNED_DIGITS), with).getBytes(StandardCharsets.UTF_8),
                        nonce.substring(SIGNED_DIGITS).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Uses one of ours, after the response was found right.
     *
     * @param holder who uses it: nobody else can from then on
     * @param nc the request's count, greater each time; 0 when there is none (RFC 2069)
     * @return false when it is too old, somebody else's, or the request is a replay
     */
    synchronized boolean use(String nonce, long holder, long nc) {
        long now = nowMs.getAsLong();
        long madeMs = madeMs(nonce);
        forgetOld(now);
        // Of those that were signed before it is not known how often they were used.
        if (now < madeMs || now - madeMs > lifeMs || !isSigned(nonce, key)) {
            return false;
        }
        Use before = used.get(nonce);
        if (before == null && madeMs <= forgottenMs) {
            return false;
        }
        if (before != null && (before.holder() != holder || nc <= before.count() && before.count() > 0)) {
            return false;
        }
        used.put(nonce, new Use(holder, nc));
        return true;
    }

    private void forgetOld(long now) {
        Iterator<String> oldest = used.keySet().iterator();
        while (oldest.hasNext()) {
            long madeMs = madeMs(oldest.next());
            if (now - madeMs <= lifeMs && used.size() < MOST_USED) {
                return;
            }
            forgottenMs = Math.max(forgottenMs, madeMs);
            oldest.remove();
        }
    }

    private static long madeMs(String nonce) {
        return HexFormat.fromHexDigitsToLong(nonce, 0, NUMBER_DIGITS);
    }

    private static String sign(String content, SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signature, 0, SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
