/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads session descriptions as cameras write them: lines in any order, missing ones, wrong ones, any line end. What
 * makes no sense is left out, never a reason to fail.
 */
public final class SdpReader {
    /** Most bytes of a description. */
    public static final int MAX_BYTES = 128 * 1024;

    /** Most {@code m=} lines of a description. */
    public static final int MAX_MEDIAS = 64;

    private String origin = "";
    private String name = "";
    private String connection = "";
    private final List<Attribute> attributes = new ArrayList<>();
    private final List<MediaDescription> medias = new ArrayList<>();
    private final List<Attribute> mediaAttributes = new ArrayList<>();
    private String mediaLine = "";
    private String mediaConnection = "";
    private boolean anyLine;

    private SdpReader() {}

    /**
     * Reads what remains in the buffer, as UTF-8 with wrong bytes replaced.
     *
     * @throws SdpException as {@link #read(String)}
     */
    public static SessionDescription read(ByteBuffer text) throws SdpException {
        if (text.remaining() > MAX_BYTES) {
            throw new SdpException("description of " + text.remaining() + " bytes, more than " + MAX_BYTES);
        }
        return read(StandardCharsets.UTF_8.decode(text.duplicate()).toString());
    }

    /**
     * Reads a description.
     *
     * @throws SdpException when it is longer than {@value #MAX_BYTES}, has more than {@value #MAX_MEDIAS} medias, or
     *     has not one line of a description
     */
    public static SessionDescription read(String text) throws SdpException {
        if (text.length() > MAX_BYTES) {
            throw new SdpException("description of " + text.length() + " characters, more than " + MAX_BYTES);
        }
        var reader = new SdpReader();
        for (String line : text.split("[\r\n]+")) {
            reader.line(line.strip());
        }
        reader.endMedia();
        if (!reader.anyLine) {
            throw new SdpException("not a session description");
        }
        return new SessionDescription(reader.origin, reader.name, reader.connection, reader.attributes, reader.medias);
    }

    private void line(String line) throws SdpException {
        if (line.length() < 2 || line.charAt(1) != '=') {
            return;
        }
        String value = line.substring(2).strip();
        boolean inMedia = !mediaLine.isEmpty();
        switch (line.charAt(0)) {
            case 'm' -> {
                endMedia();
                if (medias.size() == MAX_MEDIAS) {
                    throw new SdpException("more than " + MAX_MEDIAS + " medias");
                }
                mediaLine = value;
            }
            case 'a' -> (inMedia ? mediaAttributes : attributes).add(attribute(value));
            case 'c' -> {
                if (!inMedia) {
                    connection = value;
                } else if (mediaConnection.isEmpty()) {
                    mediaConnection = value;
                }
            }
            // Some cameras repeat s= and o= inside a media: the first one counts.
            case 's' -> name = name.isEmpty() ? value : name;
            case 'o' -> origin = origin.isEmpty() ? value : origin;
            case 'v', 't', 'i', 'u', 'e', 'p', 'b', 'r', 'z', 'k' -> anyLine = true;
            default -> {
                return;
            }
        }
        anyLine = true;
    }

    private static Attribute attribute(String value) {
        int colon = value.indexOf(':');
        return colon < 0
                ? new Attribute(value, "")
                : new Attribute(
                        value.substring(0, colon).strip(),
                        value.substring(colon + 1).strip());
    }

    /** RFC 8866, 5.14: media, port with an optional count, protocol, formats. */
    private void endMedia() {
        if (mediaLine.isEmpty()) {
            return;
        }
        String[] parts = mediaLine.split("[ \t]+");
        List<String> formats = parts.length > 3 ? List.of(parts).subList(3, parts.length) : List.of();
        medias.add(new MediaDescription(
                parts[0],
                parts.length > 1 ? port(parts[1]) : 0,
                parts.length > 2 ? parts[2] : "",
                formats,
                mediaConnection,
                mediaAttributes));
        mediaLine = "";
        mediaConnection = "";
        mediaAttributes.clear();
    }

    private static int port(String text) {
        int slash = text.indexOf('/');
        try {
            int port = Integer.parseInt(slash < 0 ? text : text.substring(0, slash));
            return port < 0 || port > 65_535 ? 0 : port;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
