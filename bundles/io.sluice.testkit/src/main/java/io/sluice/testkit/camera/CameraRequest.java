/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request as the camera reads it; header names in lower case. */
record CameraRequest(String method, String url, Map<String, String> headers) {
    private static final int MAX_HEAD = 1 << 16;

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** Takes the client's own frames, channel by channel. */
    interface Frames {
        void frame(int channel, byte[] data);
    }

    /** Gives the client's own frames away and then the next request; null at the end. */
    static @Nullable CameraRequest read(InputStream in, Frames frames) throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                return null;
            } else if (first == '$') {
                byte[] prefix = in.readNBytes(3);
                int length = prefix.length < 3 ? 0 : (prefix[1] & 0xFF) << 8 | prefix[2] & 0xFF;
                byte[] data = in.readNBytes(length);
                if (prefix.length == 3 && data.length == length) {
                    frames.frame(prefix[0] & 0xFF, data);
                }
            } else if (first != '\r' && first != '\n') {
                return parse(head(first, in), in);
            }
        }
    }

    private static String head(int first, InputStream in) throws IOException {
        var head = new StringBuilder().append((char) first);
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0 || head.length() > MAX_HEAD) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static CameraRequest parse(String head, InputStream in) throws IOException {
        String[] lines = head.strip().split("\r\n");
        var headers = new TreeMap<String, String>();
        for (String line : List.of(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        String length = headers.get("content-length");
        in.skipNBytes(length == null ? 0 : Integer.parseInt(length));
        String[] words = lines[0].split(" ", 3);
        return new CameraRequest(words[0], words.length > 1 ? words[1] : "", headers);
    }

    /** An answer to it. */
    byte[] answer(String status, Map<String, String> answerHeaders, byte[] body) {
        var head = new StringBuilder("RTSP/1.0 ").append(status).append("\r\nCSeq: ");
        head.append(headers.getOrDefault("cseq", "0")).append("\r\n");
        answerHeaders.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }
}
