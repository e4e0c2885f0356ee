/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a test compares media with: another program's view of the same file, and the same file cut otherwise. */
@NullMarked
package io.sluice.testkit.media;

import org.jspecify.annotations.NullMarked;
