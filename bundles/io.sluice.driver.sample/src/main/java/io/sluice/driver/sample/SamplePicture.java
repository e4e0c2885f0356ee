/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws the picture: a plain background and a white bar. */
final class SamplePicture {
    static final int WIDTH = 320;
    static final int HEIGHT = 240;
    private static final int BAR_WIDTH = 16;

    private final int background;

    SamplePicture(int version) {
        background = Color.HSBtoRGB(version * 0.3f, 0.8f, 0.6f);
    }

    /** @param second where in the second, from 0 to below 1 */
    byte[] jpeg(double second) throws IOException {
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        int bar = (int) (second * WIDTH) / BAR_WIDTH;
        for (int x = 0; x < WIDTH; x++) {
            for (int y = 0; y < HEIGHT; y++) {
                image.setRGB(x, y, x / BAR_WIDTH == bar ? 0xFFFFFF : background);
            }
        }
        var out = new ByteArrayOutputStream();
        // In memory: with a plain OutputStream ImageIO makes a temporary file for each picture.
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "jpeg", stream);
        }
        return out.toByteArray();
    }
}
