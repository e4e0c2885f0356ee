/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.Track;

/**
 * A want and the track chosen for it.
 *
 * @param want index into the wants of the join
 * @param track what was chosen
 */
public record Match(int want, Track track) {}
