/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, nothing but the declared exception comes out. A failure is repeated by the same seed. */
class RobustnessTest {
    private static final List<Bytes> SEEDS = Clips.hexLines("seeds-payloads.txt");

    @ParameterizedTest
    @ValueSource(strings = {Codec.H264, Codec.H265, Codec.AAC, Codec.MJPEG, Codec.OPUS, Codec.OPAQUE, "latm"})
    void packetsOfAnyBytes(String name) {
        var random = new Random(20_261_120);
        var clip = name.equals(Codec.AAC) ? Clips.aac() : name.equals(Codec.H265) ? Clips.h265() : Clips.h264();
        var payloads = new ArrayList<>(SEEDS.stream().map(Bytes::toByteArray).toList());
        if (clip.codec().name().equals(name)) {
            Clips.packetize(clip, 300, 0).stream()
                    .map(Bytes::of)
                    .map(Bytes::toByteArray)
                    .limit(100)
                    .forEach(payloads::add);
        }
        var received = new Clips.Received();
        var codec = name.equals("latm")
                ? Codec.of(Codec.AAC, 90_000, 1).with("cpresent", "1")
                : new Codec(
                        name, 90_000, 1, Map.of("encoding", "x"), clip.codec().parameterSets());
        var receiver = new RtpReceiver(codec, received);
        for (int i = 0; i < 40_000; i++) {
            byte[] payload = mutate(payloads.get(random.nextInt(payloads.size())), random);
            ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
            int step = random.nextInt(40) == 0 ? random.nextInt(65_536) : 0;
            RtpHeader.write(
                    packet, random.nextInt(4) == 0, 96, i + step, i / 5 * 3000, random.nextInt(500) == 0 ? i : 1);
            packet.put(payload);
            if (random.nextInt(10) == 0) {
                packet.put(0, (byte) random.nextInt(256));
            }
            receiver.packet(packet.flip(), i);
        }
        receiver.flush();
        assertThat(receiver.statistics().units()).isEqualTo(received.units.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {Codec.H264, Codec.H265, Codec.AAC, Codec.PCMA, Codec.OPAQUE, Codec.OPUS})
    void unitsOfAnyBytes(String name) {
        var random = new Random(20_261_120);
        Packetizer packetizer = Packetizer.of(Codec.of(name, 90_000, 1), Clips.options(100));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mutate(SEEDS.get(random.nextInt(SEEDS.size())).toByteArray(), random);
            var unit = AccessUnit.of(bytes, i, random.nextBoolean());
            int size = packetizer.sizeOf(unit);
            ByteBuffer out = ByteBuffer.allocate(size);
            packetizer.append(unit, i, out);
            assertThat(out.hasRemaining()).isFalse();
        }
    }

    @Test
    void rtcpOfAnyBytes() {
        var random = new Random(20_261_120);
        ByteBuffer compound = ByteBuffer.allocate(200);
        RtcpWriter.receiverReport(compound, 9, List.of(new Rtcp.ReportBlock(3, 1, 2, 3, 4, 5, 6)), "cname");
        RtcpWriter.bye(compound, 9);
        var seeds = new ArrayList<>(Clips.hexLines("seeds-rtcp.txt"));
        seeds.add(Bytes.of(compound.flip()));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())).toByteArray(), random);
            try {
                RtcpReader.read(ByteBuffer.wrap(bytes));
            } catch (RtpException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void unitsStayBelowTheirLimit() {
        var received = new Clips.Received();
        var receiver = new RtpReceiver(Codec.of(Codec.H264, 90_000, 0), received);
        byte[] fragment = new byte[60_000];
        fragment[0] = 0x7c;
        fragment[1] = 0x05;
        ByteBuffer packet = ByteBuffer.allocate(12 + fragment.length);
        for (int i = 0; i < 200; i++) {
            fragment[1] = (byte) (i == 0 ? 0x85 : 0x05);
            RtpHeader.write(packet.clear(), false, 96, i, 0, 7);
            receiver.packet(packet.put(fragment).flip(), 0);
        }
        receiver.packet(Packets.packet("1M419a01", 200), 0);
        assertThat(receiver.statistics().malformed()).isPositive();
        assertThat(received.remarks).containsExactly(Remark.UNIT_TOO_LARGE);
        assertThat(received.units).singleElement().extracting(AccessUnit::pts).isEqualTo(1L);
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(Math.min(bytes.length, 64))] = (byte) random.nextInt(256);
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length * 2 + 1)) : bytes;
    }
}
