/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Datagrams in any order: each comes out once or is counted, numbers rise until the sender jumps, none waits longer
 * than was said. Each step is one datagram: its number from the last one, and when it comes.
 */
class ReorderFuzzTest {
    private static final int OTHER_SENDER = 0x01;
    private static final int FAR = 0x02;
    private static final int PLACES = 64;
    private static final long DELAY_NS = 50_000_000;

    static Stream<byte[]> seeds() {
        return Stream.of(new int[] {1, 1, 2, -1, 2, 1, 1}, new int[] {1, 60, -50, 1, 1, 70, 1, -70, 1}, new int[] {
                    1, 5, 0, 0
                })
                .map(steps -> {
                    ByteBuffer out = ByteBuffer.allocate(3 * steps.length * 4);
                    for (int i = 0; i < 4 * steps.length; i++) {
                        out.put((byte) (i == 20 ? OTHER_SENDER : 0))
                                .put((byte) steps[i % steps.length])
                                .put((byte) (i % 9));
                    }
                    return out.array();
                });
    }

    private record Out(int ssrc, int sequence, long arrivalNs) {}

    @MethodSource("seeds")
    @FuzzTest
    void handsEachOutOnce(byte[] data) {
        Limits.hold(data.length, () -> check(ByteBuffer.wrap(data)));
    }

    private static void check(ByteBuffer in) {
        List<Out> out = new ArrayList<>();
        var buffer = new ReorderBuffer(
                PLACES,
                DELAY_NS,
                (packet, arrivalNs) -> out.add(new Out(
                        packet.getInt(packet.position() + 8),
                        packet.getShort(packet.position() + 2) & 0xFFFF,
                        arrivalNs)));
        int ssrc = 1;
        int sequence = 65_500;
        long nowNs = 1;
        int sent = 0;
        while (in.remaining() >= 4) {
            int what = in.get();
            ssrc += (what & OTHER_SENDER) != 0 ? 1 : 0;
            sequence += (what & FAR) != 0 ? in.getShort() : in.get();
            nowNs += 1_000_000L * (in.get() & 0xFF);
            ByteBuffer packet = ByteBuffer.allocate(RtpHeader.BYTES);
            RtpHeader.write(packet, false, 96, sequence, 0, ssrc);
            buffer.packet(packet.flip(), nowNs);
            sent++;
            assertThat(out.size() + buffer.late() + buffer.duplicates()).isBetween((long) sent - PLACES, (long) sent);
            assertThat(buffer.due(nowNs)).isBetween(-1L, DELAY_NS);
        }
        buffer.flush();
        assertThat(buffer.due(nowNs)).isEqualTo(-1);
        assertThat(out.size() + buffer.late() + buffer.duplicates()).isEqualTo(sent);
        for (int i = 1; i < out.size(); i++) {
            int ahead = (short) (out.get(i).sequence - out.get(i - 1).sequence);
            boolean jumped = out.get(i).ssrc != out.get(i - 1).ssrc || Math.abs(ahead) > PLACES;
            assertThat(jumped || ahead > 0)
                    .as("%s after %s", out.get(i), out.get(i - 1))
                    .isTrue();
        }
    }
}
