/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.lib.codec.CodecException;

/**
 * The first line of YUV4MPEG2: what all its pictures are.
 *
 * @param frameNs how long a picture is shown, 0 when it does not say
 */
record Y4mHeader(int width, int height, long frameNs, Sampling sampling) {
    static final String MAGIC = "YUV4MPEG2";

    /** RFC 4175, 4.3: line numbers and offsets have 15 bits. */
    private static final int MAX_SIDE = 32_767;

    private static final long SECOND_NS = 1_000_000_000;

    /** How many pixels share a sample of colour. */
    enum Sampling {
        C420(2, 2),
        C422(2, 1),
        C444(1, 1),
        C411(4, 1),
        /** No colour. */
        MONO(0, 0);

        private final int across;
        private final int down;

        Sampling(int across, int down) {
            this.across = across;
            this.down = down;
        }

        private static Sampling of(String name) throws CodecException {
            return switch (name) {
                case "420", "420jpeg", "420mpeg2", "420paldv" -> C420;
                case "422" -> C422;
                case "444" -> C444;
                case "411" -> C411;
                case "mono" -> MONO;
                default ->
                    throw CodecException.unsupported("raw pictures (YUV4MPEG2) of the colour space C" + shown(name)
                            + ", which cannot be sent on; C420, C422, C444, C411 and Cmono can");
            };
        }
    }

    /** @param line without its end */
    static Y4mHeader of(String line) throws CodecException {
        String[] words = line.split(" ");
        if (!words[0].equals(MAGIC)) {
            throw new CodecException("YUV4MPEG2 that begins with " + shown(line));
        }
        int width = 0;
        int height = 0;
        long frameNs = 0;
        Sampling sampling = Sampling.C420;
        for (int i = 1; i < words.length; i++) {
            String value = words[i].isEmpty() ? "" : words[i].substring(1);
            switch (words[i].isEmpty() ? ' ' : words[i].charAt(0)) {
                case 'W' -> width = side(value);
                case 'H' -> height = side(value);
                case 'F' -> frameNs = frameNs(value);
                case 'C' -> sampling = Sampling.of(value);
                default -> {
                    // fields, the shape of pixels, comments: nothing depends on them
                }
            }
        }
        if (width < 2 || height < 1) {
            throw new CodecException("YUV4MPEG2 without a width and height: " + shown(line));
        }
        return new Y4mHeader(width, height, frameNs, sampling);
    }

    private static int side(String value) throws CodecException {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > MAX_SIDE) {
            throw new CodecException("YUV4MPEG2 with a side of " + shown(value) + " pixels");
        }
        return Integer.parseInt(value);
    }

    /** Pictures in a second as a fraction. */
    private static long frameNs(String value) {
        if (!value.matches("[0-9]{1,9}:[0-9]{1,9}")) {
            return 0;
        }
        int colon = value.indexOf(':');
        long pictures = Long.parseLong(value.substring(0, colon));
        return pictures == 0 ? 0 : Long.parseLong(value.substring(colon + 1)) * SECOND_NS / pictures;
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(80, text.length())).replaceAll("[^\\x20-\\x7e]", "?");
    }

    int planeBytes() {
        return width * height;
    }

    /** Bytes of one line of a plane of colour. */
    int colourWidth() {
        return sampling.across == 0 ? 0 : (width + sampling.across - 1) / sampling.across;
    }

    /** Bytes of one plane of colour. */
    int colourBytes() {
        return sampling.down == 0 ? 0 : colourWidth() * ((height + sampling.down - 1) / sampling.down);
    }

    int pictureBytes() {
        return planeBytes() + 2 * colourBytes();
    }

    /** Where in its plane the colour of a line begins. */
    int colourLine(int line) {
        return sampling.down == 0 ? 0 : line / sampling.down * colourWidth();
    }
}
