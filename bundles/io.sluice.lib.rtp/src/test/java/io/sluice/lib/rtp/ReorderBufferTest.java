/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReorderBufferTest {
    private static final long MS = 1_000_000;

    private final List<Integer> out = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final ReorderBuffer buffer = new ReorderBuffer(8, 50 * MS, (packet, arrivalNs) -> {
        assertThat(packet.remaining()).isEqualTo(16);
        assertThat(packet.getShort(2)).as("the payload is the packet's own").isEqualTo(packet.getShort(14));
        out.add(packet.getShort(2) & 0xFFFF);
        arrivals.add(arrivalNs);
    });

    private static ByteBuffer packet(int sequence, int ssrc) {
        return ByteBuffer.allocate(16)
                .put(0, (byte) 0x80)
                .putShort(2, (short) sequence)
                .putInt(8, ssrc)
                .putShort(14, (short) sequence);
    }

    private void in(int... sequences) {
        for (int sequence : sequences) {
            buffer.packet(packet(sequence, 7), 0);
        }
    }

    @Test
    void ordersWhatComesEarlyAndDropsWhatComesTwice() {
        in(10, 12, 11, 13, 13, 15, 15, 12, 14, 16);
        assertThat(out).containsExactly(10, 11, 12, 13, 14, 15, 16);
        assertThat(buffer.duplicates()).isOne();
        assertThat(buffer.late()).isEqualTo(2);
        assertThat(buffer.skipped()).isZero();
    }

    @Test
    void goesOverTheEndOfTheNumbers() {
        in(65_534, 0, 65_535, 65_534, 2, 1);
        assertThat(out).containsExactly(65_534, 65_535, 0, 1, 2);
    }

    @Test
    void givesUpWaitingWhenTheTimeIsOver() {
        buffer.packet(packet(1, 7), 0);
        assertThat(buffer.due(0)).isEqualTo(-1);
        buffer.packet(packet(3, 7), 10 * MS);
        buffer.packet(packet(4, 7), 30 * MS);
        assertThat(buffer.due(31 * MS)).isEqualTo(29 * MS);
        assertThat(out).containsExactly(1);
        assertThat(buffer.due(60 * MS)).isEqualTo(-1);
        assertThat(out).containsExactly(1, 3, 4);
        assertThat(arrivals).as("when they came, not when they went").containsExactly(0L, 10 * MS, 30 * MS);
        buffer.packet(packet(2, 7), 61 * MS);
        assertThat(out).as("too late").containsExactly(1, 3, 4);
        assertThat(buffer.skipped()).isOne();
    }

    @Test
    void givesUpWaitingWhenThePlaceIsOver() {
        in(1, 3, 4, 9);
        assertThat(out).containsExactly(1);
        in(10);
        assertThat(out).containsExactly(1, 3, 4);
        in(17);
        assertThat(out).containsExactly(1, 3, 4, 9, 10);
        in(5, 18);
        buffer.flush();
        assertThat(out).containsExactly(1, 3, 4, 9, 10, 17, 18);
    }

    @ParameterizedTest
    @ValueSource(ints = {30_000, 65_000, 200})
    void takesAJumpForANewBeginning(int far) {
        in(100, 102, far, far + 1);
        assertThat(out).containsExactly(100, 102, far, far + 1);
    }

    @Test
    void takesAnotherSenderForANewBeginning() {
        in(100, 102);
        buffer.packet(packet(101, 8), 0);
        buffer.packet(packet(102, 8), 0);
        assertThat(out).containsExactly(100, 102, 101, 102);
    }

    @Test
    void dropsWhatIsNoRtp() {
        buffer.packet(ByteBuffer.allocate(16), 0);
        buffer.packet(ByteBuffer.allocate(11).put(0, (byte) 0x80), 0);
        assertThat(out).isEmpty();
    }

    @Test
    void refusesBoundsThatAreNone() {
        assertThatThrownBy(() -> new ReorderBuffer(7, 0, (packet, at) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReorderBuffer(8, 101 * MS, (packet, at) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever the network does: nothing twice, nothing backwards, nothing held longer than said. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsItsPromisesInABadNetwork(long seed) {
        var random = new SplittableRandom(seed);
        var reordering = new ReorderBuffer(64, 50 * MS, (packet, arrivalNs) -> {
            out.add(packet.getShort(2) & 0xFFFF);
            arrivals.add(arrivalNs);
        });
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int sequence = 60_000 + i & 0xFFFF;
            if (random.nextInt(50) > 0) { // lost
                int back = i > 50 && random.nextInt(10) == 0 ? random.nextInt(20) : 0;
                int place = sent.size() - back;
                sent.add(place, sequence);
                if (i > 50 && random.nextInt(30) == 0) {
                    sent.add(Math.max(0, sent.size() - random.nextInt(5)), sequence);
                }
            }
        }
        long nowNs = 0;
        for (int sequence : sent) {
            nowNs += MS;
            int before = arrivals.size();
            reordering.packet(packet(sequence, 7), nowNs);
            for (int i = before; i < arrivals.size(); i++) {
                assertThat(nowNs - arrivals.get(i)).isLessThanOrEqualTo(51 * MS);
            }
        }
        reordering.flush();
        for (int i = 1; i < out.size(); i++) {
            assertThat((short) (out.get(i) - out.get(i - 1))).as("place %d", i).isPositive();
        }
        long distinct = sent.stream().distinct().count();
        assertThat(out)
                .as("only what came more than 50 packets late is missing")
                .hasSize((int) distinct);
        assertThat(reordering.duplicates() + reordering.late()).isEqualTo(sent.size() - distinct);
    }
}
