/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebSocketFramesTest {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<String> controls = new ArrayList<>();

    private String read(WebSocketFrames frames, byte[] bytes, int piece) {
        String problem = null;
        for (int at = 0; at < bytes.length && problem == null; at += piece) {
            ByteBuffer part = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
            problem = frames.read(part, new WebSocketFrames.Handler() {
                @Override
                public void data(ByteBuffer some) {
                    while (some.hasRemaining()) {
                        data.write(some.get());
                    }
                }

                @Override
                public void control(int opcode, ByteBuffer payload) {
                    controls.add(opcode + ":" + payload.remaining());
                }
            });
        }
        return problem;
    }

    private static byte[] server(int first, int length) {
        ByteBuffer frame = ByteBuffer.allocate(10 + length).put((byte) first);
        if (length < 126) {
            frame.put((byte) length);
        } else if (length <= 0xFFFF) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        for (int i = 0; i < length; i++) {
            frame.put((byte) i);
        }
        byte[] whole = new byte[frame.flip().remaining()];
        frame.get(whole);
        return whole;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000, 200_000})
    void readsFramesHoweverTheyAreCut(int piece) {
        var all = new ByteArrayOutputStream();
        for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536}) {
            all.writeBytes(server(0x02, length));
            all.writeBytes(server(0x89, 5));
            all.writeBytes(server(0x80, 0));
        }
        all.writeBytes(server(0x88, 2));
        assertThat(read(new WebSocketFrames(), all.toByteArray(), piece)).isNull();
        assertThat(data.size()).isEqualTo(1 + 125 + 126 + 65_535 + 65_536);
        assertThat(controls).hasSize(7).startsWith("9:5").endsWith("8:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8281", "897e0080", "827fffffffffffffffff", "c201"})
    void refusesWhatMakesNoSense(String hex) {
        assertThat(read(new WebSocketFrames(), HexFormat.of().parseHex(hex), 100))
                .isNotNull();
    }

    @Test
    void masksAsRfc6455Shows() {
        ByteBuffer hello =
                WebSocketFrames.masked(1, ByteBuffer.wrap("Hello".getBytes(StandardCharsets.US_ASCII)), 0x37fa213d);
        byte[] bytes = new byte[hello.remaining()];
        hello.get(bytes);
        // RFC 6455, 5.7
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("818537fa213d7f9f4d5158");
    }

    @Test
    void livesThroughAnything() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            read(new WebSocketFrames(), bytes, 1 + random.nextInt(50));
        }
        assertThat(data.size()).isPositive();
    }
}
