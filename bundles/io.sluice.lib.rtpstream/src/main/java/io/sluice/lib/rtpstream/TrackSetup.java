/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.Track;

/**
 * A track that was set up for playing.
 *
 * @param media index in the description
 * @param url that the viewer knows it by
 */
public record TrackSetup(int media, Track track, Wire wire, String url) {}
