/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One offer of {@code Transport} (RFC 2326, 12.39).
 *
 * @param profile for example {@code RTP/AVP}, upper case, without the lower transport
 * @param tcp interleaved into the connection; otherwise UDP
 * @param multicast false also when nothing is said
 * @param interleaved channels of RTP and RTCP, or null
 * @param clientPorts of RTP and RTCP, or null
 * @param serverPorts of RTP and RTCP, or null
 * @param ssrc of the sender, or null
 * @param mode {@code PLAY} or {@code RECORD}, upper case; PLAY when nothing is said
 * @param source the address that media comes from, or empty
 * @param destination the address that media goes to, of a group for multicast; or empty
 * @param ports of the group for multicast, RTP and RTCP, or null
 * @param ttl how far multicast goes, 1 to 255, or null
 */
public record TransportHeader(
        String profile,
        boolean tcp,
        boolean multicast,
        @Nullable Pair interleaved,
        @Nullable Pair clientPorts,
        @Nullable Pair serverPorts,
        @Nullable Integer ssrc,
        String mode,
        String source,
        String destination,
        @Nullable Pair ports,
        @Nullable Integer ttl) {
    private static final int MAX_OFFERS = 32;

    /** Two channels or ports, the second mostly one higher. */
    public record Pair(int rtp, int rtcp) {
        @Override
        public String toString() {
            return rtp + "-" + rtcp;
        }
    }

    /** What a client asks for, and a server answers, for a track that is interleaved. */
    public static TransportHeader interleaved(Pair channels, @Nullable Integer ssrc, String mode) {
        return new TransportHeader("RTP/AVP", true, false, channels, null, null, ssrc, mode, "", "", null, null);
    }

    /** What a client asks for to get datagrams of its own. */
    public static TransportHeader unicast(Pair clientPorts) {
        return new TransportHeader("RTP/AVP", false, false, null, clientPorts, null, null, "PLAY", "", "", null, null);
    }

    /** What a server answers for a track in datagrams. */
    public static TransportHeader unicast(Pair clientPorts, Pair serverPorts, @Nullable Integer ssrc, String mode) {
        return new TransportHeader(
                "RTP/AVP", false, false, null, clientPorts, serverPorts, ssrc, mode, "", "", null, null);
    }

    /** What a server answers for a track in a group. */
    public static TransportHeader group(String destination, Pair ports, int ttl, @Nullable Integer ssrc) {
        return new TransportHeader(
                "RTP/AVP", false, true, null, null, null, ssrc, "PLAY", "", destination, ports, Integer.valueOf(ttl));
    }

    /** What a client asks for to get datagrams of a group that the server names. */
    public static TransportHeader group() {
        return new TransportHeader("RTP/AVP", false, true, null, null, null, null, "PLAY", "", "", null, null);
    }

    /**
     * Reads the offers of a field; parts that make no sense are left out.
     *
     * @throws RtspException when there is not one offer
     */
    public static List<TransportHeader> readAll(String field) throws RtspException {
        var offers = new ArrayList<TransportHeader>();
        for (String offer : field.split(",")) {
            if (!offer.isBlank() && offers.size() < MAX_OFFERS) {
                offers.add(readOne(offer));
            }
        }
        if (offers.isEmpty()) {
            throw new RtspException(400, "Transport is empty");
        }
        return offers;
    }

    private static TransportHeader readOne(String offer) {
        String[] parts = offer.split(";");
        String protocol = parts.length == 0 ? "" : parts[0].strip().toUpperCase(Locale.ROOT);
        boolean tcp = protocol.endsWith("/TCP");
        String profile = protocol;
        while (profile.endsWith("/TCP") || profile.endsWith("/UDP")) { // there is one at most; the last one counts
            profile = profile.substring(0, profile.length() - 4);
        }
        boolean multicast = false;
        Pair interleaved = null;
        Pair client = null;
        Pair server = null;
        Integer ssrc = null;
        String mode = "PLAY";
        String source = "";
        String destination = "";
        Pair ports = null;
        Integer ttl = null;
        for (String part : parts) {
            int equals = part.indexOf('=');
            String name =
                    (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            String value = equals < 0
                    ? ""
                    : part.substring(equals + 1).replace("\"", "").strip();
            switch (name) {
                case "multicast" -> multicast = true;
                case "interleaved" -> interleaved = pair(value, 255);
                case "client_port" -> client = pair(value, 65_535);
                case "port" -> ports = pair(value, 65_535);
                case "server_port" -> server = pair(value, 65_535);
                case "ssrc" -> ssrc = hex(value);
                case "mode" -> mode = value.toUpperCase(Locale.ROOT);
                case "source" -> source = value;
                case "destination" -> destination = value;
                case "ttl" -> ttl = number(value, 255) < 1 ? null : Integer.valueOf(number(value, 255));
                default -> {
                    // append, layers: nobody here needs them
                }
            }
        }
        // Some say port where they mean client_port.
        client = client == null && !multicast ? ports : client;
        return new TransportHeader(
                profile, tcp, multicast, interleaved, client, server, ssrc, mode, source, destination, ports, ttl);
    }

    private static @Nullable Pair pair(String text, int max) {
        String[] ends = text.split("-", 2);
        int first = number(ends[0], max);
        if (first < 0) {
            return null;
        }
        int second = ends.length > 1 ? number(ends[1], max) : Math.min(max, first + 1);
        return new Pair(first, second < 0 ? Math.min(max, first + 1) : second);
    }

    private static int number(String text, int max) {
        String digits = text.strip();
        int value = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        return value > max ? -1 : value;
    }

    /** Eight hexadecimal digits; some cameras write fewer, or spaces before them. */
    private static @Nullable Integer hex(String text) {
        return text.matches("[0-9a-fA-F]{1,8}") ? Integer.valueOf(Integer.parseUnsignedInt(text, 16)) : null;
    }

    /** As it goes into a field. */
    @Override
    public String toString() {
        var text = new StringBuilder(profile).append(tcp ? "/TCP" : "");
        text.append(multicast ? ";multicast" : ";unicast");
        append(text, "destination", destination.isEmpty() ? null : destination);
        append(text, "port", multicast ? ports : null);
        append(text, "ttl", ttl);
        append(text, "client_port", clientPorts);
        append(text, "server_port", serverPorts);
        append(text, "interleaved", interleaved);
        append(text, "source", source.isEmpty() ? null : source);
        append(text, "ssrc", ssrc == null ? null : String.format(Locale.ROOT, "%08X", ssrc));
        append(text, "mode", mode.equals("PLAY") ? null : mode.toLowerCase(Locale.ROOT));
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(';').append(name).append('=').append(value);
        }
    }
}
