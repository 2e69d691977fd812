"""Short invented stories for the pages of sources: three paragraphs each."""

STORIES = {
    "factory": (
        "车间里的灯在凌晨四点亮起，第一批工人开始检查刚装好的产线。负责改造的工程师说，同样的面积，产量比三年前多了一倍。",
        "这座厂房原来生产普通设备，订单减少后停了两年。去年春天，企业拿到技术改造贷款，把二十多台旧设备换成数控产线，转岗的人都进了培训班。",
        "账本显示，上半年交货一百六十台，其中四成卖到省外。车间主任说，下一步要把检测环节也搬到线上，让客户随时看到零件的数据。",
    ),
    "farm": (
        "清早六点，合作社的十几个人已经到了地头，今年的长势比往年早了一周。技术员蹲在垄沟边，用手机记下每块地的墒情。",
        "村里去年打了四眼新井，又把零散的地块连成了片。种地的老人说，从前一家人忙不过来，现在一台机器半天就能走完两百亩。",
        "收上来的东西不愁卖，附近的加工厂提前签了合同。镇上的干部盘算着，等入冬前再修一座冷库，好让价钱不受天气摆布。",
    ),
    "port": (
        "天还没亮，码头上的吊机已经转了一夜，装箱的卡车在闸口外排成长队。调度员说，这条线路从签约到开通只用了三个月。",
        "新线路每周两班，运的多是冷冻食品和机械零件，回程带木材和纸浆。货主算过账，每个箱子的运费比走老路省下近一成。",
        "查验场也跟着扩大了一倍，夜间通关的窗口增加到四个。附近的几家仓库已经租满，新招的理货员正在跟班学习。",
    ),
    "city": (
        "傍晚七点，广场边的路灯一盏接一盏亮起来，散步的人比往年这个时候多了不少。摆摊的人说，修好的路让老街坊愿意出门了。",
        "改造从三月开始，先换地下的管线，再铺路面和步道，工期分成四段，免得一条街同时挖开。居民代表每周去看一次进度。",
        "负责的部门介绍，年底前还要增设一百二十个停车位和六处座椅。有人提出夜里施工太吵，工地已经改在白天进料。",
    ),
    "school": (
        "开学前的周末，实训楼里坐满了人，老师傅把拆开的零件摆在桌上，让学员一个一个说出名字。课程不收钱，材料由企业出。",
        "第一期招了四十人，一半是在职工人，一半是刚毕业的学生。学校的负责人说，考过的人可以直接去合作的厂里上岗，工资比没证的高一成。",
        "下个月还要开夜班，把焊接和测量分成两门课。报名的名单已经排到冬天，教室不够用，正在同隔壁的图书馆商量借地方。",
    ),
    "policy": (
        "有关部门日前公布了新的办法，对申报条件、资金比例和验收时限作出规定，自下月一日起施行，此前受理的项目按旧规定办理。",
        "办法要求，每个项目先公示再立项，公示期不少于七个工作日；资金分三次拨付，最后一次在验收之后。弄虚作假的，五年内不得再次申报。",
        "负责人在说明会上表示，过去一年收到的意见有二百多条，其中近半数写进了正文。各地可以在此基础上制定细则，报上级备案。",
    ),
    "works_en": (
        "The lights in the old hall come on at four in the morning, when the first crew checks a line that was only installed this spring.",
        "For two years the building stood empty after orders for ordinary machines dried up. A loan paid for new equipment, and workers who changed jobs went through a training course.",
        "The books show that one hundred and sixty units left the gate in the first half of the year. Managers say that testing will move online next, so that buyers can follow each part.",
    ),
    "farm_en": (
        "By six in the morning a dozen members of the cooperative are already out in the fields, where the crop stands a week ahead of last year.",
        "Four new wells and joined plots have changed the work. Older farmers remember when one family could not keep up; now a single machine covers the land in half a day.",
        "A plant nearby has signed for most of the harvest in advance. The township wants a cold store before winter, so that prices depend less on the weather.",
    ),
    "ski_en": (
        "Rescue teams in the mountains of the northeast began their training three weeks early this year, before the first snow has fallen.",
        "Hotels expect a long season, and the resorts have learned from last winter, when queues at the lifts lasted for hours. Tickets will be sold by the hour.",
        "Local families rent out rooms and cook for guests. One owner said that the money from four cold months now pays for the rest of the year.",
    ),
    "market_en": (
        "Stalls at the crossing stay open until midnight this summer, and buyers from both banks of the river arrive with carts and empty suitcases.",
        "The town put in new lights and a second customs window in June. Traders say that a parcel which took three days to clear now takes one afternoon.",
        "Not everyone is pleased with the crowds. Residents asked for quieter streets after eleven, and the council has promised to move the loading area.",
    ),
}
