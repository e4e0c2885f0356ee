/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.rtp.Clips.Clip;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;

class JpegTest {
    private static final Codec MJPEG = Codec.of(Codec.MJPEG, 90_000, 0);

    @Test
    void bringsImagesBackPixelByPixel() throws IOException {
        byte[] jpeg = jpeg(false);
        var clip = new Clip(MJPEG, List.of(AccessUnit.of(jpeg, 0, true), AccessUnit.of(jpeg, 3000, true)));
        for (int size : new int[] {250, 1440}) {
            var received = Clips.receive(MJPEG, Clips.packetize(clip, size, 0));
            assertThat(received.units).hasSize(2).allMatch(AccessUnit::key);
            assertThat(pixels(received.units.get(1)))
                    .isEqualTo(pixels(clip.units().get(1)));
        }
    }

    @Test
    void keepsRestartIntervals() throws IOException {
        byte[] plain = jpeg(false);
        byte[] interval = HexFormat.of().parseHex("ffdd0004000a");
        var marked = new ByteArrayOutputStream();
        marked.write(plain, 0, 2);
        marked.write(interval);
        marked.write(plain, 2, plain.length - 2);
        var clip = new Clip(MJPEG, List.of(AccessUnit.of(marked.toByteArray(), 0, true)));
        var packets = Clips.packetize(clip, 1440, 0);
        assertThat(packets.get(0).get(RtpHeader.BYTES + 4)).isBetween((byte) 64, (byte) 65);
        assertThat(Clips.text(Clips.receive(MJPEG, packets).units.get(0))).contains("ffdd0004000a");
    }

    @Test
    void dropsImagesThatMissAPiece() throws IOException {
        var unit = AccessUnit.of(jpeg(false), 0, true);
        var clip = new Clip(MJPEG, List.of(unit, unit.shifted(3000, 0), unit.shifted(6000, 0)));
        List<ByteBuffer> packets = Clips.packetize(clip, 250, 0);
        for (int lost = packets.size() / 3; lost < packets.size() * 2 / 3; lost++) {
            var kept = new ArrayList<>(packets);
            kept.remove(lost);
            assertThat(Clips.receive(MJPEG, kept).units)
                    .extracting(AccessUnit::pts)
                    .containsExactly(77L, 6077L);
        }
    }

    @Test
    void makesTablesFromQ() {
        byte[] tables = JpegTables.quantizers(50);
        assertThat(tables).startsWith(new byte[] {16, 11, 12, 14, 12, 10, 16}).hasSize(128);
        assertThat(JpegTables.quantizers(99)).containsOnly(1, 2);
    }

    @Test
    void refusesProgressiveImages() throws IOException {
        Packetizer packetizer = Packetizer.of(MJPEG, Clips.options(1440));
        assertThat(packetizer.sizeOf(AccessUnit.of(jpeg(true), 0, true))).isZero();
    }

    @Test
    void readsNothingBeyondMutatedImages() throws IOException {
        byte[] jpeg = jpeg(false);
        Packetizer packetizer = Packetizer.of(MJPEG, Clips.options(1440));
        var random = new Random(20_261_120);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = jpeg.clone();
            for (int k = 0; k < 3; k++) {
                bytes[random.nextInt(700)] = (byte) random.nextInt(256);
            }
            var unit = AccessUnit.of(bytes, 0, true);
            int size = packetizer.sizeOf(unit);
            packetizer.append(unit, 0, ByteBuffer.allocate(size));
        }
    }

    private static List<Integer> pixels(AccessUnit jpeg) throws IOException {
        byte[] bytes = new byte[jpeg.sizeBytes()];
        jpeg.payload().get(bytes);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(rgb).boxed().toList();
    }

    private static byte[] jpeg(boolean progressive) throws IOException {
        var image = new BufferedImage(160, 96, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 160; x++) {
            for (int y = 0; y < 96; y++) {
                image.setRGB(x, y, new Color(x, y * 2, (x * y) & 0xFF).getRGB());
            }
        }
        var out = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        writer.dispose();
        return out.toByteArray();
    }
}
