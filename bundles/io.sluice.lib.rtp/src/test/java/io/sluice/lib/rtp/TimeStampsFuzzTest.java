/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Z-14: whatever time stamps a camera sends, and whenever they come, time only goes on, and decoding times come before
 * presentation times. The first byte picks the track; each step is one packet: what is odd, its time stamp, its
 * arrival.
 */
class TimeStampsFuzzTest {
    private static final int ANY_TIME = 0x01;
    private static final int LATE = 0x02;
    private static final int OTHER_SENDER = 0x04;
    private static final int REPORT = 0x08;
    private static final int LOST = 0x10;

    private static final Codec H264 = Clips.h264().codec();
    private static final List<Codec> TRACKS = List.of(
            Codec.of(Codec.PCMU, 8000, 1),
            H264,
            Codec.of(Codec.H264, 90_000, 0),
            Clips.h265().codec(),
            Codec.of(Codec.OPUS, 48_000, 2),
            new Codec(Codec.H264, 1, 0, H264.parameters(), H264.parameterSets()),
            new Codec(Codec.H264, Integer.MAX_VALUE, 0, H264.parameters(), H264.parameterSets()),
            Codec.of(Codec.PCMU, 1, 1));

    static Stream<byte[]> seeds() {
        int[][] orders = {{0, 1, 2, 3, 4}, {0, 4, 2, 1, 3}};
        return Stream.iterate(0, i -> i < TRACKS.size(), i -> i + 1)
                .flatMap(track -> Stream.of(orders).map(order -> {
                    ByteBuffer out = ByteBuffer.allocate(1 + 60 * 4 + 10).put(track.byteValue());
                    int before = 0;
                    for (int i = 0; i < 60; i++) {
                        int now = i / 5 * 5 + order[i % 5];
                        out.put((byte) (i == 40 ? OTHER_SENDER : i == 20 ? REPORT : 0));
                        out.putShort((short) ((now - before) * 3000)).put((byte) 33);
                        before = now;
                    }
                    byte[] seed = new byte[out.flip().remaining()];
                    out.get(seed);
                    return seed;
                }));
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyGoOn(byte[] data) {
        if (data.length > 0) {
            Limits.hold(data.length, () -> check(ByteBuffer.wrap(data)));
        }
    }

    private static void check(ByteBuffer in) {
        Codec codec = TRACKS.get((in.get() & 0xFF) % TRACKS.size());
        var received = new Clips.Received();
        var receiver = new RtpReceiver(codec, received);
        byte[] picture = Bytes.ofHex(codec.name().equals(Codec.H265) ? "2601af" : "6588aa")
                .toByteArray();
        int sequence = 65_530;
        int time = -5;
        int ssrc = 1;
        long arrivalNs = 7;
        while (in.remaining() >= 6) {
            int what = in.get();
            time += (what & ANY_TIME) != 0 ? in.getInt() : in.getShort();
            arrivalNs += ((what & LATE) != 0 ? 1_000_000_000L : 1_000_000L) * (in.get() & 0xFF);
            ssrc += (what & OTHER_SENDER) != 0 ? 1 : 0;
            sequence += (what & LOST) != 0 ? 2 : 1;
            if ((what & REPORT) != 0) {
                long ntpTime = NtpTime.ofEpochNs(1_700_000_000_000_000_000L + arrivalNs);
                receiver.senderReport(new Rtcp.SenderReport(ssrc, ntpTime, time, 0, 0, List.of()));
            }
            ByteBuffer packet = ByteBuffer.allocate(RtpHeader.BYTES + picture.length);
            RtpHeader.write(packet, true, 96, sequence, time, ssrc);
            receiver.packet(packet.put(picture).flip(), arrivalNs);
        }
        receiver.flush();
        goesOn(codec, received.units);
    }

    private static void goesOn(Codec codec, List<AccessUnit> units) {
        boolean reordered = codec.name().equals(Codec.H264) || codec.name().equals(Codec.H265);
        long last = Long.MIN_VALUE;
        for (AccessUnit unit : units) {
            long decoded = reordered ? unit.dts() : unit.pts();
            if (decoded != AccessUnit.UNKNOWN) {
                assertThat(decoded).isLessThanOrEqualTo(unit.pts());
                assertThat(decoded).isGreaterThanOrEqualTo(reordered && last != Long.MIN_VALUE ? last + 1 : last);
                last = decoded;
            }
        }
    }
}
