/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions. */
final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Three looks at the folder. */
    private static final Duration STAYS = Duration.ofMillis(1_300);

    private Eventually() {}

    static void isTrue(BooleanSupplier condition) {
        is(() -> String.valueOf(condition.getAsBoolean()), "true");
    }

    static void is(Supplier<String> value, String expected) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!expected.equals(value.get()) && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(value.get()).isEqualTo(expected);
    }

    /** It is so at once and is not changed by the next looks. */
    static void stays(Supplier<String> value, String expected) {
        long end = System.nanoTime() + STAYS.toNanos();
        while (System.nanoTime() < end) {
            assertThat(value.get()).isEqualTo(expected);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
