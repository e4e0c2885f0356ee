/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Handover;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtp.RtpException;
import io.sluice.lib.rtp.RtpHeader;
import io.sluice.lib.rtp.RtpReceiver;
import io.sluice.lib.rtp.UnitSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RtpPackagingTest {
    private static final long S = 1_000_000_000L;
    private static final long WALL = 1_700_000_000L * S;
    private static final Codec H264 =
            Codec.of(Codec.H264, 90_000, 0).with(List.of(Bytes.ofHex("6742c01f95a014016e40"), Bytes.ofHex("68ce3c80")));
    private static final Track VIDEO = new Track(1, MediaKind.VIDEO, H264);
    private static final Track AUDIO = new Track(2, MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1));

    private final RtpPackaging packaging = new RtpPackaging(
            PacketMarks.Kind.INTERLEAVED,
            List.of(new Wire(0, 1, 96, 0x1111), new Wire(2, 3, 8, 0x2222)),
            "test",
            new SplittableRandom(1));

    /** One interleaved frame. */
    private record Frame(int channel, ByteBuffer data) {}

    private static List<Frame> frames(ByteBuffer region) {
        var frames = new ArrayList<Frame>();
        while (region.hasRemaining()) {
            assertThat(region.get()).isEqualTo((byte) '$');
            int channel = region.get() & 0xFF;
            int length = region.getShort() & 0xFFFF;
            frames.add(new Frame(channel, region.slice(region.position(), length)));
            region.position(region.position() + length);
        }
        return frames;
    }

    private ByteBuffer append(int track, AccessUnit unit) {
        int bound = packaging.boundBytes(track, unit);
        ByteBuffer buffer = ByteBuffer.allocate(bound + 7);
        packaging.append(track, unit, () -> buffer);
        assertThat(buffer.position()).as("exact bound").isEqualTo(bound);
        return buffer.flip();
    }

    private static AccessUnit video(long pts, boolean key, int bytes) {
        byte[] payload = new byte[4 + bytes];
        // The first bit of a slice says that a picture begins.
        ByteBuffer.wrap(payload).putInt(bytes).put((byte) (key ? 0x65 : 0x41)).put((byte) 0x80);
        return AccessUnit.of(payload, pts, pts, key, WALL + pts * S / 90_000);
    }

    private static AccessUnit audio(long pts) {
        return AccessUnit.of(new byte[160], pts, pts, true, WALL + pts * S / 8_000);
    }

    private static List<Rtcp.SenderReport> reports(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.channel() % 2 == 1)
                .map(frame -> {
                    try {
                        return (Rtcp.SenderReport) RtcpReader.read(frame.data()).get(0);
                    } catch (RtpException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private void begin() {
        packaging.begin(List.of(VIDEO, AUDIO), () -> ByteBuffer.allocate(0));
    }

    @Test
    void reportsOfAllTracksStandBeforeTheFirstUnit() {
        begin();

        List<Frame> frames = frames(append(0, video(9_000_000, true, 100)));

        assertThat(frames).extracting(Frame::channel).startsWith(1, 3, 0);
        assertThat(reports(frames)).extracting(Rtcp.SenderReport::wallClockNs).containsOnly(WALL + 100 * S);
    }

    @Test
    void theNextVersionWritesWhatThisOneWouldHave() {
        begin();
        append(0, video(9_000_000, true, 5_000));
        append(1, audio(800_000));
        Handover left = packaging.handOver();
        var next = new RtpPackaging(
                PacketMarks.Kind.INTERLEAVED,
                List.of(new Wire(0, 1, 96, 0x1111), new Wire(2, 3, 8, 0x2222)),
                "test",
                new SplittableRandom(77));
        RtpPackaging successor = RtpPackaging.successor("rtsp-tcp/0-1:96,2-3:8", left, "test");
        for (RtpPackaging each : List.of(next, successor)) {
            assertThat(each.adopt(left)).isTrue();
            each.begin(List.of(VIDEO, AUDIO), () -> ByteBuffer.allocate(0));
        }

        for (AccessUnit unit : List.of(video(9_003_600, false, 3_000), video(9_360_000, true, 3_000))) {
            ByteBuffer expected = append(0, unit);
            for (RtpPackaging each : List.of(next, successor)) {
                ByteBuffer written = ByteBuffer.allocate(each.boundBytes(0, unit));
                each.append(0, unit, () -> written);
                assertThat(written.flip()).isEqualTo(expected);
            }
        }
    }

    @Test
    void nobodySucceedsWhatCannotBeRead() {
        begin();
        Handover left = packaging.handOver();
        assertThat(RtpPackaging.successor("flv/0-1:96", left, "test")).isNull();
        Handover newer = new Handover(RtpPackaging.FORMAT, RtpPackaging.VERSION + 1, left.state());
        assertThat(RtpPackaging.successor("rtsp-tcp/0-1:96", newer, "test")).isNull();
        for (int length = 0; length < left.state().size(); length++) {
            byte[] cut = Arrays.copyOf(left.state().toByteArray(), length);
            Handover torn = new Handover(RtpPackaging.FORMAT, RtpPackaging.VERSION, Bytes.of(cut));
            assertThat(RtpPackaging.successor("rtsp-tcp/0-1:96", torn, "test")).isNull();
        }
    }

    @Test
    void anotherLayoutOfTheWireIsNotTakenUp() {
        begin();
        Handover left = packaging.handOver();
        List<Wire> other = List.of(new Wire(0, 1, 96, 0x1111), new Wire(4, 5, 8, 0x2222));
        assertThat(new RtpPackaging(PacketMarks.Kind.INTERLEAVED, other, "test", new SplittableRandom(1)).adopt(left))
                .isFalse();
        assertThat(packaging.adopt(new Handover(RtpPackaging.FORMAT, RtpPackaging.VERSION + 1, left.state())))
                .isFalse();
        assertThat(packaging.adopt(new Handover(RtpPackaging.FORMAT, RtpPackaging.VERSION, Bytes.EMPTY)))
                .isFalse();
    }

    @Test
    void reportsMapTheTracksToTheSameMoment() throws RtpException {
        begin();
        List<Rtcp.SenderReport> reports = reports(frames(append(0, video(9_000_000, true, 100))));
        RtpHeader video = RtpHeader.read(
                frames(append(0, video(9_003_600, false, 100))).get(0).data());
        RtpHeader audio =
                RtpHeader.read(frames(append(1, audio(800_160))).get(0).data());

        assertThat(video.rtpTimestamp() - reports.get(0).rtpTimestamp()).isEqualTo(3_600);
        assertThat(audio.rtpTimestamp() - reports.get(1).rtpTimestamp()).isEqualTo(160);
    }

    @Test
    void reportsComeAtKeyUnitsAndAtLeastEveryFiveSeconds() {
        begin();
        int units = 0;
        var reportedAt = new ArrayList<Long>();
        for (long second = 0; second < 12; second++) {
            AccessUnit unit = video(second * 90_000, second % 12 == 0 || second == 2, 50);
            units++;
            if (!reports(frames(append(0, unit))).isEmpty()) {
                reportedAt.add(second);
            }
        }

        assertThat(units).isEqualTo(12);
        assertThat(reportedAt).containsExactly(0L, 2L, 7L);
    }

    /** GStreamer's first report comes after its first pictures, and that of its sound at another moment. */
    @Test
    void reportsGoOnWhenTheSourceSetsItsWallClock() {
        begin();
        List<Long> zeros = new ArrayList<>();
        for (long second = 0; second < 20; second++) {
            long setNs = second < 3 ? 0 : second < 10 ? -1_500_000_000L : 3600 * S;
            AccessUnit picture = video(second * 90_000, true, 50);
            var frames = frames(append(0, picture.shifted(0, picture.wallClockNs() + setNs)));
            assertThat(reports(frames)).as("at second %d", second).hasSize(2);
            zeros.add(reports(frames).get(0).wallClockNs() - second * S);
            AccessUnit sound = audio(second * 8_000 + 800);
            assertThat(reports(frames(append(1, sound)))).as("once is enough").isEmpty();
        }

        for (int i = 1; i < zeros.size(); i++) {
            assertThat(Math.abs(zeros.get(i) - zeros.get(i - 1))).isLessThanOrEqualTo(S / 1_000 + 1);
        }
        assertThat(zeros.get(9)).as("it drifts to where it should be").isLessThan(WALL - 5 * S / 1_000);
        assertThat(zeros.get(19)).as("but not by an hour").isCloseTo(zeros.get(9), within(10L));
    }

    @Test
    void audioAloneIsReportedToo() {
        var alone = new RtpPackaging(
                PacketMarks.Kind.INTERLEAVED, List.of(new Wire(0, 1, 8, 5)), "test", new SplittableRandom(1));
        alone.begin(List.of(AUDIO), () -> ByteBuffer.allocate(0));
        int reports = 0;
        for (int i = 0; i < 500; i++) {
            ByteBuffer buffer = ByteBuffer.allocate(1_000);
            alone.append(0, audio(i * 160L), () -> buffer);
            reports += reports(frames(buffer.flip())).size();
        }

        assertThat(reports).isBetween(2, 20);
    }

    @Test
    void packetsAreSmallAndCountedWithoutGapsAlsoAfterANewCodec() throws RtpException {
        begin();
        var sequences = new ArrayList<Integer>();
        for (int i = 0; i < 4; i++) {
            if (i == 2) {
                packaging.begin(
                        List.of(VIDEO.with(H264.with("profile-level-id", "42c01f")), AUDIO),
                        () -> ByteBuffer.allocate(0));
            }
            for (Frame frame : frames(append(0, video(i * 3_600L, i % 2 == 0, 5_000)))) {
                if (frame.channel() == 0) {
                    assertThat(frame.data().remaining()).isLessThanOrEqualTo(1440);
                    sequences.add(RtpHeader.read(frame.data()).sequence());
                }
            }
        }

        for (int i = 1; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).isEqualTo(sequences.get(i - 1) + 1 & 0xFFFF);
        }
    }

    @Test
    void aReceiverGetsTheUnitsWithParameterSetsBeforeKeyUnits() {
        begin();
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
        for (int i = 0; i < 10; i++) {
            for (Frame frame : frames(append(0, video(i * 3_600L, i == 0, 4_000)))) {
                if (frame.channel() == 0) {
                    receiver.packet(frame.data(), 0);
                }
            }
        }

        assertThat(receiver.codec().parameterSets()).hasSize(2);
        assertThat(received).hasSize(10);
        assertThat(received.get(0).key()).isTrue();
        assertThat(received.get(9).pts() - received.get(0).pts()).isEqualTo(32_400);
    }

    @Test
    void reportsCountPacketsAndPayload() {
        begin();
        append(0, video(0, true, 1_000));
        append(1, audio(0));

        List<Rtcp.SenderReport> reports = reports(frames(append(0, video(90_000, true, 10))));

        assertThat(reports.get(0).packets()).isEqualTo(3);
        assertThat(reports.get(0).payloadBytes()).isEqualTo(1_000 + 10 + 4);
        assertThat(reports.get(1).packets()).isEqualTo(1);
        assertThat(reports.get(1).payloadBytes()).isEqualTo(160);
    }

    @Test
    void aUnitThatCannotBeCarriedWritesNothing() {
        begin();
        AccessUnit broken = AccessUnit.of(new byte[] {0, 0, 9, 9, 1}, 0, 0, true, WALL);

        assertThat(packaging.boundBytes(0, broken)).isZero();
        assertThat(append(0, broken).remaining()).isZero();
    }
}
