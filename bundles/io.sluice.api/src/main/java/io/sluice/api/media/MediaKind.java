/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.media;

/** What a track carries. */
public enum MediaKind {
    VIDEO,
    AUDIO,
    /** Metadata and everything else, for example ONVIF analytics. */
    DATA
}
