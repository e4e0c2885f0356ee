/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code m=} section (RFC 8866, 5.14).
 *
 * @param media {@code video}, {@code audio}, {@code application} …, as written
 * @param port 0 when it is missing or out of range
 * @param protocol for example {@code RTP/AVP}
 * @param formats payload types as written; some cameras write other things there
 * @param connection the {@code c=} line's value, or empty
 * @param attributes in order
 */
public record MediaDescription(
        String media, int port, String protocol, List<String> formats, String connection, List<Attribute> attributes) {
    public MediaDescription {
        formats = List.copyOf(formats);
        attributes = List.copyOf(attributes);
    }

    /** The value of the first attribute of that name, or null; empty for one without value. */
    public @Nullable String attribute(String name) {
        return SessionDescription.find(attributes, name);
    }

    public boolean has(String name) {
        return attribute(name) != null;
    }
}
