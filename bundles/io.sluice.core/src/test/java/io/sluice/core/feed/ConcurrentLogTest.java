/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.Feed.Overflow;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** One writer, eight readers of different speed: every byte and every number is checked. */
class ConcurrentLogTest {
    private static final int READERS = 8;
    private static final int UNITS = 4000;
    private static final int PREAMBLE_BYTES = 10;

    private final FeedLog log = new FeedLog();

    @RepeatedTest(20)
    @Timeout(60)
    void everyReaderSeesWholeUnitsInOrder() throws Exception {
        var pool = Executors.newFixedThreadPool(READERS);
        var results = new ArrayList<Future<Long>>();
        for (int i = 0; i < READERS; i++) {
            results.add(pool.submit(reader(i)));
        }
        write(new Random(7));
        log.end(Reason.ENDED);
        long jumps = 0;
        for (Future<Long> result : results) {
            jumps += result.get(50, TimeUnit.SECONDS);
        }
        pool.shutdownNow();
        assertThat(jumps).as("slow readers were lapped").isPositive();
    }

    private void write(Random random) {
        long nowNs = 0;
        for (long number = 0; number < UNITS; number++) {
            boolean key = number % 50 == 0;
            if (number % 700 == 0) {
                byte[] text = "P%09d".formatted(number).getBytes(StandardCharsets.US_ASCII);
                log.beginEpoch(ByteBuffer.allocateDirect(text.length).put(text).flip());
            }
            int length = LogFixture.MIN_UNIT_BYTES + random.nextInt(key ? 60_000 : 9_000);
            if (number % 1500 == 1499) {
                length = 2 << 20;
            }
            LogFixture.write(log.reserve(length), length, number, key);
            log.commit(length, key, nowNs);
            nowNs += 50_000_000;
            if (random.nextInt(8) == 0) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private Callable<Long> reader(int speed) {
        return () -> {
            var random = new Random(speed);
            var bytes = new Reassembly();
            LogCursor cursor = log.open(Overflow.SKIP_TO_KEY);
            while (cursor.ended() == null) {
                ByteBuffer region = cursor.region();
                if (region == null) {
                    LockSupport.parkNanos(20_000);
                    continue;
                }
                int length = random.nextBoolean() ? region.remaining() : random.nextInt(region.remaining() + 1);
                bytes.take(region.slice(region.position(), length), cursor.skipped());
                cursor.advance(length);
                if (speed > 4 && random.nextInt(20) == 0) {
                    LockSupport.parkNanos(speed * 2_000_000L);
                }
            }
            assertThat(cursor.openUnitBytes()).isZero();
            assertThat(bytes.last).as("the last unit came").isEqualTo(UNITS - 1);
            assertThat(bytes.units).isEqualTo(cursor.units());
            assertThat(bytes.start + cursor.units() + cursor.skipped()).isEqualTo(UNITS);
            return cursor.skipped();
        };
    }

    /** Puts the pieces together again and checks them as a peer would. */
    private static final class Reassembly {
        private final ByteBuffer pending = ByteBuffer.allocate(8 << 20);
        private long last = -1;
        private long start = -1;
        private long units;
        private long skippedBefore;
        private long epoch = -1;

        void take(ByteBuffer piece, long skipped) {
            pending.put(piece).flip();
            boolean more = true;
            while (more && pending.hasRemaining()) {
                more = pending.get(pending.position()) == 'P' ? preamble() : unit(skipped);
            }
            pending.compact();
        }

        private boolean preamble() {
            if (pending.remaining() < PREAMBLE_BYTES) {
                return false;
            }
            byte[] text = new byte[PREAMBLE_BYTES];
            pending.get(text);
            epoch = Long.parseLong(new String(text, StandardCharsets.US_ASCII).substring(1));
            return true;
        }

        private boolean unit(long skipped) {
            if (pending.remaining() < 4 || pending.remaining() < pending.getInt(pending.position())) {
                return false;
            }
            boolean key = pending.get(pending.position() + 12) == 1;
            long number = LogFixture.readUnit(pending);
            if (start < 0) {
                start = number;
                assertThat(key).as("starts at a key unit").isTrue();
            } else if (number != last + 1) {
                assertThat(key).as("jumps to a key unit").isTrue();
                assertThat(skipped - skippedBefore).isGreaterThanOrEqualTo(number - last - 1);
            }
            skippedBefore = skipped;
            assertThat(epoch).as("preamble before unit " + number).isEqualTo(number / 700 * 700);
            last = number;
            units++;
            return true;
        }
    }
}
