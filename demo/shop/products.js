/** Prices in yuan; `kind` is the heading that a product stands under. */
export const products = [
  {
    id: 'clay-pot',
    price: 268,
    kind: 'ware',
    size: '160 ml',
    zh: {
      name: '圆石紫泥壶',
      line: '双孔出水，一人独饮刚好',
      text: '壶身敦实，握在手里像一块溪边的圆石。陶泥透气，适合岩茶与熟普，越用越温润。'
    },
    en: {
      name: 'Pebble clay teapot',
      line: 'A quiet pot for one',
      text: 'Round as a river stone and pleasant to hold. The unglazed clay breathes, suits roasted oolong and ripe pu’er, and grows mellower with use.'
    }
  },
  {
    id: 'longjing',
    price: 198,
    kind: 'tea',
    size: '100 g',
    zh: {
      name: '春采龙井',
      line: '豆香清甜，回味鲜爽',
      text: '清明前后采下的一芽一叶，手工锅炒。用 80 ℃ 的水，玻璃杯里看它慢慢立起来。'
    },
    en: {
      name: 'Spring Longjing',
      line: 'Sweet, fresh, a hint of chestnut',
      text: 'One bud and one leaf, picked in early spring and fired by hand in the pan. Use water at 80 °C and a tall glass, and watch the leaves stand up.'
    }
  },
  {
    id: 'gaiwan',
    price: 128,
    kind: 'ware',
    size: '120 ml',
    zh: {
      name: '远山白瓷盖碗',
      line: '薄胎不烫手，什么茶都能泡',
      text: '口沿外撇，出汤利落。盖、碗、托三件一套，青花一笔远山。'
    },
    en: {
      name: 'Far Hills gaiwan',
      line: 'Thin porcelain for any tea',
      text: 'The flared rim pours cleanly and keeps your fingers cool. Lid, bowl and saucer, with distant hills in one stroke of blue.'
    }
  },
  {
    id: 'oolong',
    price: 158,
    kind: 'tea',
    size: '150 g',
    zh: {
      name: '炭焙铁观音',
      line: '焦糖与熟果，七泡有余香',
      text: '三道炭火慢焙，收起青涩，留下醇厚。沸水快出汤，后几泡更甜。'
    },
    en: {
      name: 'Charcoal-roast oolong',
      line: 'Caramel and ripe fruit',
      text: 'Three slow passes over charcoal trade the green edge for depth. Boiling water, short steeps; the later cups are the sweetest.'
    }
  },
  {
    id: 'cups',
    price: 168,
    kind: 'ware',
    size: '4 × 50 ml',
    zh: {
      name: '青釉品茗杯',
      line: '一套四只，雨后天青',
      text: '釉色介于天青与豆青之间，杯壁收香。四只的窑变各不相同。'
    },
    en: {
      name: 'Celadon cups',
      line: 'A set of four, colour of rain',
      text: 'A glaze between sky and young bean, on a shape that gathers the aroma. No two in a set come out of the kiln alike.'
    }
  },
  {
    id: 'puer',
    price: 218,
    kind: 'tea',
    size: '357 g',
    zh: {
      name: '云脚熟普茶饼',
      line: '红枣与木香，汤色红亮',
      text: '渥堆后在干仓静置数年再压制。撬下七克，沸水醒一遍，从第二泡喝起。'
    },
    en: {
      name: 'Cloudfoot ripe pu’er',
      line: 'Dates and old wood',
      text: 'Rested for years in a dry store before it was pressed. Pry off seven grams, rinse once with boiling water, and start with the second steep.'
    }
  },
  {
    id: 'kettle',
    price: 428,
    kind: 'ware',
    size: '1.1 L',
    zh: {
      name: '霰纹铸铁壶',
      line: '水开得慢，凉得也慢',
      text: '内壁不上釉，煮出的水绵软。明火与电陶炉都可以，用后请擦干。'
    },
    en: {
      name: 'Hailstone iron kettle',
      line: 'Slow to boil, slow to cool',
      text: 'Bare iron inside, which softens the water. For open fire and ceramic hobs alike; wipe it dry after use.'
    }
  },
  {
    id: 'jasmine',
    price: 138,
    kind: 'tea',
    size: '80 g',
    zh: {
      name: '茉莉银针',
      line: '五窨一提，花在水里',
      text: '用伏天的茉莉窨制五遍，最后把花全部拣出，只留香气。冷泡一夜也很好。'
    },
    en: {
      name: 'Jasmine silver needle',
      line: 'The flower is in the water',
      text: 'Scented five times with midsummer jasmine; then every petal is taken out and only the fragrance stays. Lovely cold-brewed overnight.'
    }
  },
  {
    id: 'pitcher',
    price: 88,
    kind: 'ware',
    size: '280 ml',
    zh: {
      name: '清水玻璃公道杯',
      line: '断水干净，冷热不惊',
      text: '高硼硅玻璃，手工拉嘴。茶汤浓淡在这里匀开，颜色一眼看清。'
    },
    en: {
      name: 'Clear glass pitcher',
      line: 'Pours without a drip',
      text: 'Heat-proof glass with a hand-drawn lip. It evens out the brew between cups and shows its colour.'
    }
  },
  {
    id: 'tray',
    price: 236,
    kind: 'ware',
    size: '38 × 24 cm',
    zh: {
      name: '竹缝干泡茶盘',
      line: '一席之地，水有去处',
      text: '整竹开料，碳化防裂。面上七道竹缝，底下一只抽屉式水盒。'
    },
    en: {
      name: 'Slatted bamboo tray',
      line: 'A place for the spill',
      text: 'Cut from whole bamboo and heat-treated against cracks. Seven slats on top, a drawer for the water below.'
    }
  }
]

export const productOf = id => products.find(product => product.id === id)

export const pictureOf = product => `pictures/${product.id}.svg`
