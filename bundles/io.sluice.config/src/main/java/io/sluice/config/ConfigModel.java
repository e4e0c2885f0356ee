/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;
import java.util.Map;

/**
 * A configuration that was checked completely; immutable, its arrays are not to be changed.
 *
 * @param sections properties by PID, in the order in which they are applied
 * @param streams properties by stream name
 * @param notes what became of each key
 */
record ConfigModel(
        Map<String, Map<String, Object>> sections, Map<String, Map<String, Object>> streams, List<Note> notes) {}
