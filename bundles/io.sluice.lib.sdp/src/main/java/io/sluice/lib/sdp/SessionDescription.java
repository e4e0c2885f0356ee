/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866); what nobody here needs is left out.
 *
 * @param origin the {@code o=} line's value, or empty
 * @param name the {@code s=} line's value, or empty
 * @param connection the {@code c=} line's value before the first media, or empty
 * @param attributes before the first media, in order
 * @param medias in order
 */
public record SessionDescription(
        String origin, String name, String connection, List<Attribute> attributes, List<MediaDescription> medias) {
    public SessionDescription {
        attributes = List.copyOf(attributes);
        medias = List.copyOf(medias);
    }

    /** The value of the first attribute of that name, or null; empty for one without value. */
    public @Nullable String attribute(String attribute) {
        return find(attributes, attribute);
    }

    static @Nullable String find(List<Attribute> attributes, String name) {
        for (Attribute attribute : attributes) {
            if (attribute.name().equalsIgnoreCase(name)) {
                return attribute.value();
            }
        }
        return null;
    }
}
