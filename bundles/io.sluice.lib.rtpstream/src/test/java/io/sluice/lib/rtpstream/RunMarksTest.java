/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.net.DatagramRun;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtp.RtpException;
import io.sluice.lib.rtp.RtpReceiver;
import io.sluice.lib.rtp.UnitSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Units as runs of datagrams. */
class RunMarksTest {
    private static final long WALL = 1_700_000_000_000_000_000L;
    private static final Codec H264 =
            Codec.of(Codec.H264, 90_000, 0).with(List.of(Bytes.ofHex("6742c01f95a014016e40"), Bytes.ofHex("68ce3c80")));
    private static final Track VIDEO = new Track(1, MediaKind.VIDEO, H264);
    private static final Track AUDIO = new Track(2, MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1));

    private final RtpPackaging packaging = new RtpPackaging(
            PacketMarks.Kind.DATAGRAMS,
            List.of(new Wire(0, 1, 96, 0x1111), new Wire(2, 3, 8, 0x2222)),
            "test",
            new SplittableRandom(1));

    RunMarksTest() {
        packaging.begin(List.of(VIDEO, AUDIO), () -> ByteBuffer.allocate(0));
    }

    private record Run(int target, int segmentBytes, List<ByteBuffer> datagrams) {}

    private static List<Run> runs(ByteBuffer region) {
        var runs = new ArrayList<Run>();
        while (region.hasRemaining()) {
            int at = region.position();
            var datagrams = new ArrayList<ByteBuffer>();
            int segment = DatagramRun.segmentBytes(region, at);
            int end = at + DatagramRun.HEADER_BYTES + DatagramRun.bytes(region, at);
            for (int from = at + DatagramRun.HEADER_BYTES; from < end; from += segment) {
                datagrams.add(region.slice(from, Math.min(segment, end - from)));
            }
            runs.add(new Run(DatagramRun.target(region, at), segment, datagrams));
            region.position(end);
        }
        return runs;
    }

    private List<Run> append(int track, AccessUnit unit) {
        int bound = packaging.boundBytes(track, unit);
        ByteBuffer buffer = ByteBuffer.allocate(bound + 7);
        packaging.append(track, unit, () -> buffer);
        assertThat(buffer.position()).as("exact bound").isEqualTo(bound);
        return runs(buffer.flip());
    }

    private static AccessUnit picture(long pts, boolean key, int... slices) {
        int size = 0;
        for (int slice : slices) {
            size += 4 + slice;
        }
        ByteBuffer payload = ByteBuffer.allocate(size);
        for (int slice : slices) {
            payload.putInt(slice)
                    .put((byte) (key ? 0x65 : 0x41))
                    .put((byte) 0x80)
                    .put(new byte[slice - 2]);
        }
        return AccessUnit.of(payload.array(), pts, pts, key, WALL + pts * 1_000_000 / 90);
    }

    @Test
    void aKeyPictureIsReportsParameterSetsAndOneRunOfFullPackets() {
        List<Run> runs = append(0, picture(0, true, 60_000));

        assertThat(runs.stream().map(Run::target)).containsExactly(1, 3, 0, 0, 0);
        assertThat(runs.get(2).datagrams()).hasSize(1);
        List<ByteBuffer> slice = runs.get(4).datagrams();
        assertThat(slice).hasSize(43);
        assertThat(slice.subList(0, 42)).allMatch(datagram -> datagram.remaining() == 1440);
        assertThat(runs.get(4).segmentBytes()).isEqualTo(1440);
    }

    @Test
    void aPictureWithoutKeyIsOneRun() {
        append(0, picture(0, true, 100));
        List<Run> runs = append(0, picture(3_600, false, 14_000));

        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).datagrams()).hasSize(10);
    }

    @Test
    void aSmallerPacketEndsARunAndTheNextSliceBeginsAnother() {
        append(0, picture(0, true, 100));
        List<Run> runs = append(0, picture(3_600, false, 5_000, 3_000, 200, 100));

        assertThat(runs.stream().map(run -> run.datagrams().size())).containsExactly(4, 3, 1, 1);
        assertThat(runs).allMatch(run -> run.segmentBytes() == 1440);
    }

    /** */
    @ParameterizedTest
    @ValueSource(ints = {2, 1400, 1428, 1429, 1430, 2852, 2853, 2854, 100_000, 1_000_000})
    void noDatagramIsLargerThanAnEthernetFrameTakes(int bytes) {
        for (Run run : append(0, picture(0, true, bytes))) {
            assertThat(run.datagrams()).allMatch(datagram -> datagram.remaining() <= 1452);
        }
    }

    @Test
    void aReceiverGetsTheUnits() throws RtpException {
        var received = new ArrayList<AccessUnit>();
        var receiver = new RtpReceiver(Codec.of(Codec.H264, 90_000, 0), new UnitSink() {
            @Override
            public void unit(AccessUnit unit) {
                received.add(unit);
            }

            @Override
            public void codec(Codec changed) {
                assertThat(changed.parameterSets()).isEqualTo(H264.parameterSets());
            }
        });
        int packets = 0;
        long payload = 0;
        long payloadAtReport = -1;
        Rtcp.SenderReport last = null;
        for (int i = 0; i < 30; i++) {
            for (Run run : append(0, picture(i * 90_000L, i % 10 == 0, 4_000 + i))) {
                for (ByteBuffer datagram : run.datagrams()) {
                    if (run.target() == 0) {
                        receiver.packet(datagram, 0);
                        packets++;
                        payload += datagram.limit() - 12;
                    } else if (run.target() == 1) {
                        last = (Rtcp.SenderReport) RtcpReader.read(datagram).get(0);
                        assertThat(last.packets()).isEqualTo(packets);
                        payloadAtReport = payload;
                    }
                }
            }
        }
        assertThat(received).hasSize(30);
        assertThat(receiver.statistics().lost()).isZero();
        assertThat(last).isNotNull();
        assertThat(last.payloadBytes()).isEqualTo((int) payloadAtReport);
    }
}
