/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.NalUnits;
import io.sluice.lib.rtp.Clips.Clip;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
    static Stream<Arguments> clipsAndPacketSizes() {
        return clips().flatMap(clip -> Stream.of(64, 333, 1440, 65_535)
                .filter(size -> size >= 1440 || !clip.codec().name().equals(Codec.OPUS))
                .map(size -> Arguments.of(clip.codec().name(), size, clip)));
    }

    private static Stream<Clip> clips() {
        Codec l16 = Codec.of(Codec.L16, 44_100, 2);
        return Stream.of(
                Clips.h264(),
                Clips.h265(),
                Clips.aac(),
                Clips.random(Codec.of(Codec.OPUS, 48_000, 2), 3, 900, 1_200, 1),
                Clips.random(Codec.of(Codec.PCMA, 8000, 1), 50, 40, 52),
                Clips.random(l16, 52, 48),
                Clips.random(Codec.of(Codec.G722, 8000, 1), 52, 40));
    }

    @ParameterizedTest(name = "{0} in packets of {1}")
    @MethodSource("clipsAndPacketSizes")
    void givesTheSameUnitsBack(String name, int maxPacketBytes, Clip clip) {
        List<ByteBuffer> packets = Clips.packetize(clip, maxPacketBytes, 65_500);
        assertThat(packets).allMatch(packet -> packet.remaining() <= maxPacketBytes);
        assertThat(Clips.receive(clip.codec(), packets).texts())
                .isEqualTo(clip.units().stream()
                        .map(unit -> Clips.text(unit.shifted(77, 0)))
                        .toList());
    }

    @Test
    void passesOpaquePayloadsAndMarkersThroughUntouched() {
        Codec codec = new Codec(Codec.OPAQUE, 90_000, 0, Map.of("encoding", "VP8"), List.of());
        var payload = ByteBuffer.allocate(5 + 3 + 5 + 5 + 1000);
        payload.putInt(3).put((byte) 0).put(new byte[] {1, 2, 3});
        payload.putInt(0).put((byte) 0);
        payload.putInt(1000).put((byte) 1).put(new byte[1000]);
        var clip = new Clip(
                codec, List.of(AccessUnit.of(payload.array(), 5, true), AccessUnit.of(payload.array(), 6, true)));
        List<ByteBuffer> packets = Clips.packetize(clip, 1440, 0);
        assertThat(packets).hasSize(6);
        assertThat(Clips.receive(codec, packets).texts())
                .isEqualTo(clip.units().stream()
                        .map(unit -> Clips.text(unit.shifted(77, 0)))
                        .toList());
    }

    @Test
    void carriesTheLargestUnits() {
        byte[] payload = new byte[UnitBuffer.MAX_BYTES];
        ByteBuffer.wrap(payload).putInt(payload.length - 4).put((byte) 0x65).put((byte) 0x88);
        var clip = new Clip(Codec.of(Codec.H264, 90_000, 0), List.of(AccessUnit.of(payload, 0, true)));
        var received = Clips.receive(clip.codec(), Clips.packetize(clip, 1440, 0));
        assertThat(received.units).singleElement().satisfies(unit -> {
            assertThat(unit.key()).isTrue();
            assertThat(unit.payload()).isEqualTo(ByteBuffer.wrap(payload));
        });
    }

    @Test
    void unwrapsTimeStamps() {
        Codec codec = Codec.of(Codec.PCMU, 8000, 1);
        var units = new ArrayList<AccessUnit>();
        for (int i = 0; i < 10; i++) {
            units.add(AccessUnit.of(new byte[160], 0xFFFF_FC00L - 77 + i * 160L, true));
        }
        var packets = Clips.packetize(new Clip(codec, units), 1440, 65_533);
        assertThat(Clips.receive(codec, packets).units)
                .extracting(AccessUnit::pts)
                .isEqualTo(units.stream().map(unit -> unit.pts() + 77).toList());
    }

    @Test
    void deliversOnlyWholeUnitsWhateverIsLost() {
        for (Clip clip : List.of(Clips.h264(), Clips.h265())) {
            List<String> sent = clip.units().stream()
                    .map(unit -> Clips.text(unit.shifted(77, 0)))
                    .toList();
            List<ByteBuffer> packets = Clips.packetize(clip, 200, 0);
            for (int seed = 0; seed < 50; seed++) {
                var random = new Random(seed);
                var kept = packets.stream()
                        .filter(packet -> random.nextInt(20) > 0)
                        .toList();
                var received = Clips.receive(clip.codec(), kept);
                assertThat(sent).as("seed " + seed).containsAll(received.texts());
                assertThat(received.units.size()).isGreaterThan(clip.units().size() / 3);
            }
        }
    }

    @Test
    void deliversUnitsWithoutMarkersWhenTheTimeStampChanges() throws RtpException {
        Clip clip = Clips.h264();
        List<ByteBuffer> packets = Clips.packetize(clip, 1440, 0);
        for (ByteBuffer packet : packets) {
            packet.put(1, (byte) (packet.get(1) & 0x7F));
            assertThat(RtpHeader.read(packet).marker()).isFalse();
        }
        assertThat(Clips.receive(clip.codec(), packets).units).hasSameSizeAs(clip.units());
    }

    @Test
    void learnsParameterSetsInBand() {
        Clip clip = Clips.h264();
        Codec bare = Codec.of(Codec.H264, 90_000, 0);
        var received = Clips.receive(bare, Clips.packetize(clip, 1440, 0));
        assertThat(received.codecs).containsExactly(clip.codec());
        assertThat(Clips.receive(clip.codec(), Clips.packetize(clip, 1440, 0)).codecs)
                .isEmpty();
    }

    @Test
    void repeatsParameterSetsBeforeKeyUnitsThatLackThem() {
        Clip clip = Clips.h264();
        AccessUnit bare = AccessUnit.of(NalUnits.join(List.of(Bytes.ofHex("65888084"))), 0, true);
        AccessUnit other = AccessUnit.of(NalUnits.join(List.of(Bytes.ofHex("419a0000"))), 3003, false);
        var options = new PacketOptions(96, 1, 0, 1440, true, Framing.interleaved(2));
        Packetizer packetizer = Packetizer.of(clip.codec(), options);
        for (AccessUnit unit : List.of(bare, other, clip.units().get(0))) {
            ByteBuffer out = ByteBuffer.allocate(packetizer.sizeOf(unit));
            packetizer.append(unit, 0, out);
            var received = Clips.receive(Codec.of(Codec.H264, 90_000, 0), Clips.packets(out.flip()));
            if (unit.key()) {
                assertThat(received.codecs).containsExactly(clip.codec());
            }
            int repeated = unit == bare ? 2 : 0;
            assertThat(received.units).hasSize(1);
            int nals = nals(unit) + repeated;
            assertThat(nals(received.units.get(0))).isEqualTo(nals);
        }
    }

    private static int nals(AccessUnit unit) {
        int count = 0;
        for (int at = 0; at < unit.sizeBytes(); at += 4 + unit.intAt(at)) {
            count++;
        }
        return count;
    }

    @Test
    void writesNothingForUnitsThatCannotBeCarried() {
        var broken = AccessUnit.of(new byte[] {0, 0, 0, 9, 1}, 0, true);
        for (String name : List.of(Codec.H264, Codec.H265, Codec.MJPEG, Codec.OPAQUE)) {
            Packetizer packetizer = Packetizer.of(Codec.of(name, 90_000, 0), Clips.options(1440));
            assertThat(packetizer.sizeOf(broken)).as(name).isZero();
            assertThat(packetizer.append(broken, 0, ByteBuffer.allocate(0))).isZero();
        }
    }

    @Test
    void leavesOutNalUnitsThatAReceiverWouldTakeForPackets() {
        for (String name : List.of(Codec.H264, Codec.H265)) {
            var picture = Bytes.ofHex(name.equals(Codec.H264) ? "6588aa" : "2601af");
            var packet = Bytes.ofHex(name.equals(Codec.H264) ? "7c85aa" : "6201b1");
            Codec codec = Codec.of(name, 90_000, 0);
            var unit = AccessUnit.of(NalUnits.join(List.of(packet, picture, packet)), 0, true);
            var received = Clips.receive(codec, Clips.packetize(new Clip(codec, List.of(unit)), 1440, 0));
            assertThat(received.units)
                    .extracting(AccessUnit::payload)
                    .containsExactly(ByteBuffer.wrap(NalUnits.join(List.of(picture))));
        }
    }

    @Test
    void allocatesNothingPerPacket() {
        Clip clip = Clips.h264();
        Packetizer packetizer = Packetizer.of(clip.codec(), Clips.options(200));
        ByteBuffer out = ByteBuffer.allocateDirect(1 << 20);
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        run(packetizer, clip, out, 200);
        long before = threads.getCurrentThreadAllocatedBytes();
        long packets = run(packetizer, clip, out, 100);
        long perPacket = (threads.getCurrentThreadAllocatedBytes() - before) / packets;
        assertThat(perPacket).isLessThan(8);
    }

    private static long run(Packetizer packetizer, Clip clip, ByteBuffer out, int rounds) {
        long packets = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < clip.units().size(); i++) {
                out.clear();
                packetizer.sizeOf(clip.units().get(i));
                packets += packetizer.append(clip.units().get(i), (int) packets, out);
            }
        }
        return packets;
    }
}
